import { createRequire } from 'node:module';

// electron-builder's own parser reads its configuration and, in tests, the workflows: no other is needed.
const builder = createRequire(createRequire(import.meta.url).resolve('app-builder-lib/package.json'));
export const { load } = builder('js-yaml') as { load: (text: string) => unknown };
