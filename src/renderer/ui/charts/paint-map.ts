import type { Ink } from './ink.svelte.ts';
import type { Box } from './scale.ts';
import { namesOf, radiusOf, type Dot, type Projection } from './scatter.ts';

export interface MapScene {
  readonly dots: readonly Dot[];
  readonly box: Box;
  readonly projection: Projection;
  /** Ids that stand out while the others step back; null: all alike. */
  readonly marked: ReadonlySet<string> | null;
  readonly chosen: string | null;
  readonly measure: (text: string) => number;
}

const NAMED = 28;

/** Dots, the large ones below, then names. The context is scaled to CSS pixels. */
export function paintMap(ctx: CanvasRenderingContext2D, scene: MapScene, ink: Ink): void {
  const { box, projection, marked, chosen } = scene;
  const { X, Y } = projection;
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  ctx.clip();
  ctx.lineWidth = 1;
  ctx.strokeStyle = ink['--chart-grid'];
  ctx.beginPath();
  ctx.moveTo(Math.round(X(0)) + 0.5, box.top);
  ctx.lineTo(Math.round(X(0)) + 0.5, box.bottom);
  ctx.moveTo(box.left, Math.round(Y(0)) + 0.5);
  ctx.lineTo(box.right, Math.round(Y(0)) + 0.5);
  ctx.stroke();
  const stands = (dot: Dot) => marked === null || marked.has(dot.id);
  const shown = scene.dots.filter(({ x, y }) => inside(X(x), Y(y), box));
  const fill = (dots: readonly Dot[], colour: string, alpha: number) => {
    ctx.fillStyle = colour;
    ctx.globalAlpha = alpha;
    for (const dot of dots) circle(ctx, X(dot.x), Y(dot.y), radiusOf(dot)).fill();
    ctx.globalAlpha = 1;
  };
  if (marked) {
    fill(
      shown.filter((dot) => !stands(dot)),
      ink['--series-8'],
      0.3,
    );
    fill(shown.filter(stands), ink['--series-2'], 0.9);
  } else fill(shown, ink['--series-1'], 0.5);
  ctx.restore();
  const first = shown.find(({ id }) => id === chosen);
  if (first) ring(ctx, X(first.x), Y(first.y), radiusOf(first) + 2, ink);
  const named = (dot: Dot) => dot.id === chosen || (marked !== null && marked.has(dot.id));
  const candidates = marked ? shown.filter((dot) => named(dot)) : shown;
  const room = { box, measure: scene.measure, height: ink.small * 1.25, most: NAMED };
  ctx.font = `${ink.small}px ${ink.font}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.lineJoin = 'round';
  for (const { dot, left, top } of namesOf(candidates, projection, room, (each) => each.id === chosen)) {
    ctx.lineWidth = 3;
    ctx.strokeStyle = ink['--surface'];
    ctx.strokeText(dot.label, left, top);
    ctx.fillStyle = ink['--text'];
    ctx.fillText(dot.label, left, top);
  }
}

const inside = (left: number, top: number, box: Box): boolean =>
  left > box.left - 8 && left < box.right + 8 && top > box.top - 8 && top < box.bottom + 8;

function circle(ctx: CanvasRenderingContext2D, left: number, top: number, radius: number): CanvasRenderingContext2D {
  ctx.beginPath();
  ctx.arc(left, top, radius, 0, 2 * Math.PI);
  return ctx;
}

function ring(ctx: CanvasRenderingContext2D, left: number, top: number, radius: number, ink: Ink): void {
  ctx.lineWidth = 4;
  ctx.strokeStyle = ink['--surface'];
  circle(ctx, left, top, radius).stroke();
  ctx.lineWidth = 2;
  ctx.strokeStyle = ink['--text'];
  circle(ctx, left, top, radius).stroke();
}
