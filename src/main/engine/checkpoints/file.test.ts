import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecsmithError } from '../../../shared/errors.ts';
import { readSafetensors, writeSafetensors, type TensorSource } from '../training/safetensors.ts';
import { contentMetadata, contentTensors, readContent, type CheckpointContent } from './file.ts';
import { readTexts, textTensors } from './texts.ts';

function fileOf(tensors: readonly TensorSource[], metadata: Record<string, string> = {}): Uint8Array {
  const pieces = Array.from(writeSafetensors(tensors, metadata), (chunk) => chunk.slice());
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  pieces.reduce((at, piece) => (whole.set(piece, at), at + piece.length), 0);
  return whole;
}

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const id = text.filter((value) => value !== '' && !value.includes('\0'));
const ids = fc.uniqueArray(id, { maxLength: 12 });
const numbers = (length: number) => Float32Array.from({ length }, (_, n) => Math.fround(Math.sin(n)));

function contentOf(userIds: string[], itemIds: string[], titles: string[] | null): CheckpointContent {
  const [users, items] = [userIds.length, itemIds.length];
  return {
    description: {
      ...{ version: '1.2.3', model: 'bpr-mf', modelTitle: 'BPR', run: 'a "run" \u2028', seed: 7 },
      parameters: { factors: 2, range: [1, 5], name: 'x', on: true, none: null },
      loss: { id: 'bpr', parameters: {} },
      random: { kind: 'counter', seed: 7, epoch: 3 },
      executor: { backend: 'fused', executor: 'fused', kernelBuild: 'simd', device: 'processor' },
      state: {
        epoch: 3,
        best: { epoch: 2, value: 0.25 },
        sinceBest: 1,
        stoppedEarly: false,
        seconds: 1.5,
        examples: 9,
      },
      dataset: {
        ...{ name: 'films', source: 'films.csv', contentHash: 'ab', users, items, interactions: 9 },
        ...{ hasValues: true, hasTime: false },
      },
      view: {
        name: 'v',
        recipe: {
          filters: { where: null, from: null, to: null, minPerUser: 0, minPerItem: 0, binarise: null },
          ...{ split: { kind: 'none' }, seed: 42 },
        },
        ...{ split: 'none', hash: 'cd', users, items, train: 9, valueRange: [1, 5] },
      },
      results: {
        ...{
          seconds: { load: 0, fit: 1, evaluate: 0 },
          epochsPlanned: 5,
          unfinished: true,
          best: null,
          stoppedEarly: false,
        },
        ...{ metrics: null, protocol: null, popularity: null, verdict: null, examplesPerSecond: 9 },
        ...{ notes: 'ein Wörtchen', tags: ['a'] },
      },
    },
    history: [{ epoch: 1, loss: 0.5, learningRate: 0.1, seconds: 1, examples: 9, metrics: { 'ndcg@10': 0.1 } }],
    tables: [
      { name: 'users', shape: [users, 2], data: numbers(2 * users), stride: 2 },
      { name: 'items', shape: [items, 2], data: numbers(2 * items), stride: 2 },
      { name: 'best/itemBias', shape: [items], data: numbers(items), stride: 1 },
    ],
    ...{ userIds, itemIds, titles },
    userRows: Uint32Array.from(userIds, (_, n) => n),
    itemRows: Uint32Array.from(itemIds, (_, n) => 2 * n),
  };
}

const bytesOf = (content: CheckpointContent) => fileOf(contentTensors(content), contentMetadata(content));

describe('texts as tensors', () => {
  test('come back as they were, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 20 }), (texts) => {
        expect(readTexts(readSafetensors(fileOf(textTensors('x', texts))), 'x')).toEqual(texts);
      }),
    );
  });
});

describe('a checkpoint file', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(ids, ids, fc.boolean(), (userIds, itemIds, titled) => {
        const content = contentOf(userIds, itemIds, titled ? itemIds.map((_, n) => (n % 2 ? '' : `T${n}`)) : null);
        const read = readContent(readSafetensors(bytesOf(content)));
        expect({ ...read, tables: [] }).toEqual({ ...content, tables: [] });
        const named = ({ name, shape, data }: TensorSource) => [name, shape, Array.from(data)];
        const byName = (a: TensorSource, b: TensorSource) => (a.name < b.name ? -1 : 1);
        expect([...read.tables].sort(byName).map(named)).toEqual([...content.tables].sort(byName).map(named));
      }),
    );
  });

  const whole = bytesOf(contentOf(['u1', 'u2', 'u3'], ['i1', 'i2'], ['One', '']));

  /** What is refused is refused by name; what passes is consistent. */
  function readOrRefuse(bytes: Uint8Array): void {
    let content: CheckpointContent;
    try {
      content = readContent(readSafetensors(bytes));
    } catch (error) {
      expect(error).toBeInstanceOf(RecsmithError);
      expect((error as RecsmithError).code).toBe('BAD_DATA');
      return;
    }
    const { users, items } = content.description.view;
    expect([content.userIds.length, content.userRows.length]).toEqual([users, users]);
    expect([content.itemIds.length, content.itemRows.length]).toEqual([items, items]);
    expect(new Set(content.userIds).size).toBe(users);
    for (const { shape, data } of content.tables) expect(data.length).toBe(shape.reduce((all, size) => all * size, 1));
  }

  test('with bytes changed anywhere is refused by name, or consistent', () => {
    const change = fc.tuple(fc.integer({ min: 0, max: whole.length - 1 }), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = whole.slice();
        for (const [at, value] of changes) bytes[at] = value;
        readOrRefuse(bytes);
      }),
      { numRuns: 1500 },
    );
  });

  test('cut, doubled or with a piece taken out is refused', () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 64 }), (at, length) => {
        readOrRefuse(whole.subarray(0, at));
        expect(() => readContent(readSafetensors(whole.subarray(0, at)))).toThrow(RecsmithError);
        const without = Uint8Array.from([...whole.subarray(0, at), ...whole.subarray(at + length)]);
        expect(() => readContent(readSafetensors(without))).toThrow(RecsmithError);
      }),
      { numRuns: 300 },
    );
  });

  test('whose texts are other than they must be is refused', () => {
    const content = contentOf(['u1', 'u2'], ['i1'], null);
    const metadata = contentMetadata(content);
    const described = (change: Record<string, string | undefined>) => {
      const changed = Object.fromEntries(
        Object.entries({ ...metadata, ...change }).filter((entry): entry is [string, string] => entry[1] !== undefined),
      );
      return () => readContent(readSafetensors(fileOf(contentTensors(content), changed)));
    };
    expect(described({})).not.toThrow();
    for (const name of Object.keys(metadata)) expect(described({ [name]: undefined })).toThrow(RecsmithError);
    expect(described({ formatVersion: '2' })).toThrow(/newer/);
    for (const wrong of ['', '{', 'null', '[]', '{"__proto__": 1}', '1e999'])
      for (const name of ['loss', 'state', 'view', 'dataset', 'results', 'executor'])
        expect(described({ [name]: wrong })).toThrow(RecsmithError);
  });

  test('whose ids repeat, or are of other numbers than its tables say, is refused', () => {
    for (const change of [
      { userIds: ['u1', 'u1'] },
      { userIds: ['u1'] },
      { userIds: ['u1', ''] },
      { itemIds: ['i1', 'i2'] },
      { userRows: Uint32Array.of(1) },
      { titles: ['a', 'b'] },
    ]) {
      const content = { ...contentOf(['u1', 'u2'], ['i1'], null), ...change };
      expect(() => readContent(readSafetensors(bytesOf(content)))).toThrow(RecsmithError);
    }
  });
});
