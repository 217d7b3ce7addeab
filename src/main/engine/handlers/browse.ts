import { RecsmithError } from '../../../shared/errors.ts';
import type { EngineServices } from '../services.ts';
import type { Implementer } from './base.ts';

/** Places of lists in one answer. Every one is checked and written on the event loop, which must stay free. */
const MAX_PLACES = 50_000;

export function browseHandlers(os: Implementer, { query }: EngineServices) {
  return {
    recommend: os.browse.recommend.handler(({ input }) => query.browse.recommend(input)),
    recommendMany: os.browse.recommendMany.handler(({ input }) => {
      if (input.users.length * input.k > MAX_PLACES)
        throw new RecsmithError('BAD_INPUT', `${input.users.length} lists of ${input.k} are too many for one call.`, {
          where: 'users',
          why: `One answer holds at most ${MAX_PLACES} places.`,
          next: `Ask for at most ${Math.floor(MAX_PLACES / input.k)} users at a time.`,
        });
      return query.browse.recommendMany(input);
    }),
    predict: os.browse.predict.handler(({ input }) => query.browse.predict(input)),
    similar: os.browse.similar.handler(({ input }) => query.browse.similar(input)),
    similarUsers: os.browse.similarUsers.handler(({ input }) => query.browse.similarUsers(input)),
    anyUser: os.browse.anyUser.handler(({ input }) => query.browse.anyUser(input)),
  };
}
