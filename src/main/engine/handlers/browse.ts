import { RecsmithError } from '../../../shared/errors.ts';
import type { EngineServices } from '../services.ts';
import type { Implementer } from './base.ts';

/** Places of lists in one answer. Every one is checked and written on the event loop, which must stay free. */
const MAX_PLACES = 50_000;

export function browseHandlers(os: Implementer, { query, plugins }: EngineServices) {
  /** The plug-in that a list is asked from. @throws RecsmithError NOT_FOUND */
  const pluginOf = async ({
    recommender: id,
    similarity,
  }: {
    recommender?: string | undefined;
    similarity?: unknown;
  }) => {
    if (id === undefined) return null;
    if (similarity !== undefined)
      throw new RecsmithError('BAD_INPUT', 'A list is made by similarity or by a recommender: name one of them.', {
        where: 'similarity, recommender',
      });
    const found = await plugins.find('recommender', id);
    if (!found)
      throw new RecsmithError('NOT_FOUND', `No plug-in has a recommender ${id}.`, {
        next: 'Name its file by --plugin, or trust it; "recsmith plugins" lists those that may run.',
      });
    return { path: found.path, hash: found.hash };
  };
  return {
    recommend: os.browse.recommend.handler(async ({ input }) =>
      query.browse.recommend({ ...input, plugin: await pluginOf(input) }),
    ),
    recommendMany: os.browse.recommendMany.handler(async ({ input }) => {
      refuseLong('users', input.users.length, input.k);
      return query.browse.recommendMany({ ...input, plugin: await pluginOf(input) });
    }),
    predict: os.browse.predict.handler(({ input }) => query.browse.predict(input)),
    scores: os.browse.scores.handler(({ input }) => query.allScores.page(input)),
    similar: os.browse.similar.handler(({ input }) => query.browse.similar(input)),
    similarUsers: os.browse.similarUsers.handler(({ input }) => query.browse.similarUsers(input)),
    anyUser: os.browse.anyUser.handler(({ input }) => query.browse.anyUser(input)),
    whatIf: os.browse.whatIf.handler(({ input }) => query.whatIfs.whatIf(input)),
    explain: os.browse.explain.handler(({ input }) => query.whatIfs.explain(input)),
    segments: os.browse.segments.handler(({ input }) => query.segments.list(input)),
    segmentPlace: os.browse.segmentPlace.handler(({ input }) => query.segments.place(input)),
    lists: os.browse.lists.handler(({ input }) => {
      refuseLong('limit', input.limit, input.k);
      return query.segments.lists(input);
    }),
  };
}

function refuseLong(where: string, users: number, k: number): void {
  if (users * k > MAX_PLACES)
    throw new RecsmithError('BAD_INPUT', `${users} lists of ${k} are too many for one call.`, {
      where,
      why: `One answer holds at most ${MAX_PLACES} places.`,
      next: `Ask for at most ${Math.floor(MAX_PLACES / k)} users at a time.`,
    });
}
