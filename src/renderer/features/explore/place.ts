import { SIDES, type Side } from '../../../shared/contract/embeddings.ts';

export const VIEWS = ['map', 'biases', 'factors'] as const;
export type ExploreView = (typeof VIEWS)[number];

/** Where in Explore a person is, as the address keeps it: `#/explore/factors?run=a&of=items&factor=3`. */
export interface ExplorePlace {
  readonly view: ExploreView;
  readonly side: Side;
  readonly factor: number;
  readonly chosen: string | null;
}

export function readExplore(path: readonly string[], params: URLSearchParams): ExplorePlace {
  const factor = Number(params.get('factor') ?? 1);
  return {
    view: VIEWS.find((view) => view === path.at(1)) ?? 'map',
    side: SIDES.find((side) => side === params.get('of')) ?? 'items',
    factor: Number.isInteger(factor) && factor > 0 ? factor : 1,
    chosen: params.get('at'),
  };
}
