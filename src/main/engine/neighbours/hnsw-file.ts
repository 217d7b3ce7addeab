import { RecsmithError } from '../../../shared/errors.ts';

/** What a file of the library must agree with before its bytes reach the library, which trusts them. */
export interface HnswShape {
  readonly rows: number; // labels are below
  readonly dimensions: number;
  /** The vector that the index must hold for a label. */
  vector(row: number): Float32Array;
}

const HEADER = 96; // of hnswlib 0.8: ten numbers of 8 bytes, two of 4, one double

/**
 * Checks a file as `saveIndex` of hnswlib writes it (hnswalg.h): sizes, every count of links, every linked element and its
 * level, every label once, every vector bit for bit. A file that passes makes the library read no byte outside it.
 * @returns links per row and search effort of its making
 * @throws RecsmithError BAD_DATA, saying what is wrong
 */
export function checkHnswFile(file: Uint8Array, shape: HnswShape): { m: number; efConstruction: number } {
  if (file.length < HEADER) throw damaged('it is shorter than its head');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const size = (at: number, what: string): number => {
    const value = view.getBigUint64(at, true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged(`${what} is ${value.toString()}`);
    return Number(value);
  };
  const [offsetLevel0, maxElements, count] = [size(0, 'an offset'), size(8, 'its capacity'), size(16, 'its size')];
  const [perElement, labelOffset, dataOffset] = [size(24, 'a size'), size(32, 'an offset'), size(40, 'an offset')];
  const [maxLevel, entry] = [view.getInt32(48, true), view.getUint32(52, true)];
  const [maxM, maxM0, m] = [size(56, 'M'), size(64, 'M0'), size(72, 'M')];
  const [scale, efConstruction] = [view.getFloat64(80, true), size(88, 'its effort')];
  if (m < 1 || m > 10_000 || maxM !== m || maxM0 !== 2 * m) throw damaged(`M is ${m}, ${maxM}, ${maxM0}`);
  if (!(scale > 0 && scale < 10)) throw damaged('its scale of levels is no number of that kind');
  const links0 = 4 + 4 * maxM0;
  const expected = links0 + 4 * shape.dimensions + 8;
  if (offsetLevel0 !== 0 || dataOffset !== links0 || labelOffset !== expected - 8 || perElement !== expected)
    throw damaged(`its vectors do not have ${shape.dimensions} dimensions`);
  if (count > shape.rows || maxElements < count || maxElements > Math.max(1, shape.rows))
    throw damaged(`it holds ${count} of ${maxElements} rows, the table has ${shape.rows}`);
  if (count > 0 ? entry >= count || maxLevel < 0 : maxLevel !== -1) throw damaged('its entry point is no element');
  if (HEADER + count * perElement > file.length) throw damaged('it ends inside its vectors');

  const perLevel = 4 + 4 * maxM;
  const levels = new Uint8Array(count);
  const upper = new Float64Array(count); // where an element's upper links begin
  let at = HEADER + count * perElement;
  for (let element = 0; element < count; element++) {
    if (at + 4 > file.length) throw damaged('it ends inside its links');
    const bytes = view.getUint32(at, true);
    if (bytes % perLevel !== 0 || bytes / perLevel > 255)
      throw damaged(`element ${element} has ${bytes} bytes of links`);
    levels[element] = bytes / perLevel;
    upper[element] = at + 4;
    at += 4 + bytes;
  }
  if (at !== file.length)
    throw damaged(`${Math.abs(file.length - at)} bytes are too ${at > file.length ? 'few' : 'many'}`);
  if (count > 0 && levels[entry] !== maxLevel) throw damaged('its entry point is not on the highest level');

  const checkLinks = (from: number, most: number, level: number, element: number) => {
    // The upper half of the word marks deleted elements, of which there are none.
    const linked = view.getUint32(from, true);
    if (linked > most) throw damaged(`element ${element} has ${linked} links, at most ${most} fit`);
    for (let k = 0; k < linked; k++) {
      const other = view.getUint32(from + 4 + 4 * k, true);
      if (other >= count || levels[other] < level) throw damaged(`element ${element} is linked to ${other}`);
    }
  };
  const seen = new Uint8Array(shape.rows);
  for (let element = 0; element < count; element++) {
    const from = HEADER + element * perElement;
    checkLinks(from, maxM0, 0, element);
    for (let level = 1; level <= levels[element]; level++)
      checkLinks(upper[element] + (level - 1) * perLevel, maxM, level, element);
    const label = size(from + labelOffset, 'a label');
    if (label >= shape.rows || seen[label])
      throw damaged(`the row ${label} is ${label >= shape.rows ? 'none' : 'there twice'}`);
    seen[label] = 1;
    const vector = shape.vector(label);
    for (let f = 0; f < shape.dimensions; f++)
      if (view.getFloat32(from + dataOffset + 4 * f, true) !== vector[f])
        throw damaged(`the vector of row ${label} is another one`);
  }
  return { m, efConstruction };
}

function damaged(why: string): RecsmithError {
  return new RecsmithError('BAD_DATA', `This is no usable index: ${why}.`, {
    why,
    next: 'Build the index anew: index RUN --build.',
  });
}
