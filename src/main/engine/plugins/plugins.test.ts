import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PluginProcess } from './process.ts';
import { readPlugin } from './source.ts';
import { forgetPlugin, isTrusted, trustPlugin, trustedPlugins } from './trust.ts';

let folder: string;
const open: PluginProcess[] = [];
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'recsmith-plugin-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => Promise.all(open.splice(0).map((plugin) => plugin.close())));

function file(content: string, name = 'plugin.mjs') {
  const path = join(folder, name);
  writeFileSync(path, content);
  return readPlugin(path);
}

async function start(content: string, name?: string, silence?: number): Promise<PluginProcess> {
  const plugin = await PluginProcess.open(file(content, name), silence === undefined ? {} : { silence });
  open.push(plugin);
  return plugin;
}

const MODEL = (body: string) => `export const model = { id: 'mine', title: 'Mine', examples: 'ratings',
  network(net, size, values) { ${body} } };`;
const DOT = `const initial = { kind: 'normal', mean: 0, deviation: .1 };
  const score = net.dot(net.embedding('users', 'user', values.factors, { initial }), net.embedding('items', 'item', values.factors, { initial }));
  return net.minimise(score, { kind: 'squared-error', reduction: 'mean', confidence: 0 });`;
const SIZE = { users: 5, items: 7, interactions: 20 };

describe('a plug-in', () => {
  test('describes itself and declares a network, in TypeScript too', async () => {
    const plugin = await start(
      `interface Values { factors: number }\n${MODEL(DOT).replace('values)', 'values: Values)')}`,
      'plugin.ts',
    );
    expect(plugin.description).toMatchObject({
      model: { id: 'mine', title: 'Mine', examples: 'ratings', needs: [], parameters: {} },
      metric: null,
    });
    const network = await plugin.network(SIZE, { factors: 3 });
    expect(network.tables.map(({ name, rows, columns }) => [name, rows, columns])).toEqual([
      ['users', 5, 3],
      ['items', 7, 3],
    ]);
    expect(network.nodes.map(({ layer }) => layer)).toEqual(['embedding', 'embedding', 'dot']);
  });

  test('measures rankings', async () => {
    const plugin = await start(`export const metric = { id: 'first-place', better: 'higher',
      perUser: (positions, relevant, k) => (positions[0] === 0 ? 1 : 0) + relevant + k };`);
    const rankings = {
      start: Uint32Array.of(0, 2, 3),
      positions: Uint32Array.of(0, 5, 1),
      relevant: Uint32Array.of(2, 1),
    };
    expect([...(await plugin.metric(rankings, 10))]).toEqual([13, 11]);
  });

  test('ranks and collates', async () => {
    const plugin = await start(`
      export const recommender = { id: 'known-first', title: 'Known first',
        rank: (scores, ids, history) => scores.map((score, k) => (history.includes(ids[k]) ? NaN : -score)) };
      export const collator = { id: 'all-ones',
        collate: (rows, items, random) => ({ users: rows.map((row) => row.user),
          items: rows.map(() => Math.floor(random() * items)), targets: rows.map(() => 1) }) };`);
    expect([...(await plugin.rank(Float32Array.of(1, 2, 3), ['a', 'b', 'c'], ['b']))]).toEqual([-1, NaN, -3]);
    const rows = [4, 2].map((user) => ({ user, items: Uint32Array.of(1), values: null }));
    const batch = await plugin.collate({ rows, items: 10, draws: Float64Array.of(0.25, 0.95) });
    expect([batch.users, batch.items, batch.targets].map((part) => [...part])).toEqual([
      [4, 2],
      [2, 9],
      [1, 1],
    ]);
  });

  test.each<[string, string, RegExp]>([
    ['exports nothing', 'export const other = 1;', /exports none of/],
    ['does not parse', 'export const model = {', /Unexpected/],
    ['throws while it is loaded', 'throw new Error("no good");', /no good/],
    ['imports a file', 'import "./other.mjs";', /./],
    ['has a model without a network', 'export const model = { id: "a", title: "A", examples: "rows" };', /network/],
    ['has more than types of TypeScript', 'enum A { B }', /enum/],
    ['has a wrong id', 'export const metric = { id: "A b", better: "higher", perUser() {} };', /small letters/],
  ])('that %s is refused, with the file', async (_what, content, why) => {
    const source = file(content, 'refused.ts');
    await expect(PluginProcess.open(source)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      details: { where: expect.stringContaining(source.path) as string, why: expect.stringMatching(why) as string },
    });
  });

  test.each<[string, string, RegExp]>([
    ['throws', 'throw new TypeError("of mine");', /failed: of mine/],
    ['returns nothing', '', /not what it should be/],
    [
      'ends in something else than a score',
      `${DOT.split('const score')[0]} return net.minimise(net.embedding('users', 'user', 3, { initial }), {});`,
      /cannot end in/,
    ],
    [
      'multiplies what does not match',
      `${DOT.split('const score')[0]} net.dot(net.embedding('u', 'user', 3, { initial }), net.embedding('i', 'item', 4, { initial }));`,
      /3 and 4/,
    ],
    [
      'makes up a network',
      'return { kind: "pairs", tables: [], nodes: [{ layer: "magic" }], output: 0, loss: {} };',
      /no network/,
    ],
  ])('whose network %s is told so, and goes on', async (_what, body, message) => {
    const plugin = await start(MODEL(`if (values.factors > 0) { ${body} } else { values = { factors: 2 }; ${DOT} }`));
    const failed = plugin.network(SIZE, { factors: 3 });
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect((await plugin.network(SIZE, { factors: 0 })).nodes).toHaveLength(3);
  });

  test('that loops without end is ended, and says where', async () => {
    const plugin = await start(
      `export const metric = { id: 'slow', better: 'higher', perUser() { for (;;); } };`,
      'slow.mjs',
      2000,
    );
    const asked = plugin.metric(
      { start: Uint32Array.of(0, 0), positions: new Uint32Array(0), relevant: Uint32Array.of(1) },
      1,
    );
    await expect(asked).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'The plug-in slow.mjs was ended.',
      details: { why: expect.stringContaining('no sign of life') as string },
    });
  });

  test('that ends its process fails the call and nothing else', async () => {
    const plugin = await start(
      `export const metric = { id: 'gone', better: 'higher', perUser() { process.exit(3); } };`,
    );
    const asked = plugin.metric(
      { start: Uint32Array.of(0, 0), positions: new Uint32Array(0), relevant: Uint32Array.of(1) },
      1,
    );
    await expect(asked).rejects.toThrow('was ended');
  });

  test.each([
    ['too few numbers', '[]', /returned 0 numbers/],
    ['words', 'scores.length ? ["a", "b"] : []', /Number 0/],
    ['nothing', 'undefined', /no list/],
  ])('whose recommender returns %s is told so', async (_what, result, why) => {
    const plugin = await start(`export const recommender = { id: 'r', title: 'R', rank: (scores) => ${result} };`);
    await expect(plugin.rank(Float32Array.of(1, 2), ['a', 'b'], [])).rejects.toMatchObject({
      details: { why: expect.stringMatching(why) as string },
    });
  });
});

describe('trust', () => {
  const before = process.env['RECSMITH_USER_FOLDER'];
  beforeAll(() => (process.env['RECSMITH_USER_FOLDER'] = join(folder, 'user')));
  afterAll(() => {
    if (before === undefined) delete process.env['RECSMITH_USER_FOLDER'];
    else process.env['RECSMITH_USER_FOLDER'] = before;
  });

  test('is by path and hash: a changed file is another plug-in', () => {
    const first = file('export const metric = {};', 'trusted.mjs');
    expect(isTrusted(first)).toBe(false);
    trustPlugin(first);
    expect(isTrusted(first)).toBe(true);
    const changed = file('export const metric = { };', 'trusted.mjs');
    expect(isTrusted(changed)).toBe(false);
    trustPlugin(changed);
    expect(trustedPlugins().map(({ hash }) => hash)).toEqual([changed.hash]);
    expect(forgetPlugin(changed.path)).toBe(true);
    expect(forgetPlugin(changed.path)).toBe(false);
    expect(trustedPlugins()).toEqual([]);
  });
});

test.each([
  ['is not there', 'none.mjs', null, 'NOT_FOUND'],
  ['has another type', 'data.csv', 'a,b', 'BAD_INPUT'],
  ['is too large', 'large.mjs', '/'.repeat(2 ** 20 + 1), 'BAD_INPUT'],
])('a file that %s is refused', (_what, name, content, code) => {
  expect(() => (content === null ? readPlugin(join(folder, name)) : file(content, name))).toThrow(
    expect.objectContaining({ code }) as Error,
  );
});
