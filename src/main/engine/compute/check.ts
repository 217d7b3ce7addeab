import * as v from 'valibot';
import { RecsmithError } from '../../../shared/errors.ts';
import { LAYER_IDS, type Network } from './network.ts';

const Whole = (least: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(2 ** 31 - 1));
const Finite = v.pipe(v.number(), v.finite());
const Schema = v.object({
  kind: v.picklist(['pairs', 'rows']),
  tables: v.array(
    v.object({
      name: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
      rows: Whole(1),
      columns: Whole(1),
      group: v.picklist(['embedding', 'weight', 'bias', 'norm', 'state']),
      of: v.nullable(v.picklist(['user', 'item'])),
      initial: v.pipe(
        v.record(v.string(), v.union([v.string(), Finite])),
        v.check(({ kind }) => typeof kind === 'string', 'has a kind'),
      ),
      frozen: v.boolean(),
    }),
  ),
  nodes: v.pipe(
    v.array(
      v.object({
        layer: v.picklist(LAYER_IDS),
        name: v.string(),
        inputs: v.array(Whole(0)),
        tables: v.array(v.string()),
        settings: v.record(v.string(), v.union([v.string(), Finite, v.boolean()])),
        shape: v.pipe(v.array(Whole(0)), v.minLength(1)),
      }),
    ),
    v.minLength(1),
  ),
  output: Whole(0),
  loss: v.looseObject({ kind: v.string(), reduction: v.picklist(['mean', 'sum', 'item-mean']) }),
});

/**
 * Refuses a network that no executor could run: for those that come from outside, from a plug-in or a file. Networks of
 * `declare` pass.
 * @param where what the message names as the place
 * @throws RecsmithError BAD_INPUT
 */
export function checkNetwork(found: unknown, where: string): asserts found is Network {
  const refuse = (why: string): never => {
    throw new RecsmithError('BAD_INPUT', 'This is no network that can be run.', {
      where,
      why,
      next: 'Declare layers with net.embedding, net.dense and the others, and return net.minimise(score, loss).',
    });
  };
  const parsed = v.safeParse(Schema, found);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return refuse(`${v.getDotPath(issue) ?? 'network'}: ${issue.message}`);
  }
  const { kind, nodes, tables, output } = parsed.output;
  const names = new Set(tables.map(({ name }) => name));
  if (names.size < tables.length) refuse('Two tables have one name.');
  nodes.forEach(({ name, layer, inputs, tables: own }, index) => {
    const missing = own.find((table) => !names.has(table));
    if (missing !== undefined) refuse(`${name} uses the table ${missing}, which is not declared.`);
    if (inputs.some((input) => input >= index)) refuse(`${name} uses a layer that comes after it.`);
    if (kind === 'pairs' && layer === 'item-scores') refuse('item-scores belongs to networks of rows.');
  });
  if (output >= nodes.length) return refuse('Its output is no layer of it.');
  const { layer, shape } = nodes[output];
  if (kind === 'rows' ? layer !== 'item-scores' : shape.reduce((product, length) => product * length, 1) !== 1)
    refuse(
      kind === 'rows' ? 'A network of rows ends in item-scores.' : `Its output is ${shape.join(' x ')}, not one score.`,
    );
}
