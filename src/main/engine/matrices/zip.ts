import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { RecsmithError } from '../../../shared/errors.ts';

/**
 * As much of ZIP (APPNOTE 6.3) as NumPy's archives need: entries stored or deflated, sizes from the central directory,
 * 64-bit sizes read. No encryption, no archives in parts, no paths: names are only compared.
 */
const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const WIDE = 0xffffffff;
/** An entry may grow this much before it is taken for a bomb: deflate itself ends at about 1,030. */
const RATIO = 1100;

/** The entries of an archive by name. @throws RecsmithError BAD_DATA @param limit bytes of all entries together */
export function readZip(file: Uint8Array, limit: number): Map<string, Uint8Array> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const { count, start } = directory(view);
  const entries = new Map<string, Uint8Array>();
  let total = 0;
  let at = start;
  for (let n = 0; n < count; n++) {
    if (at + 46 > file.length || view.getUint32(at, true) !== CENTRAL) throw damaged('its directory is cut short');
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
    const sum = view.getUint32(at + 16, true);
    const lengths = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const name = new TextDecoder().decode(new Uint8Array(file.subarray(at + 46, at + 46 + lengths[0])));
    const extra = file.subarray(at + 46 + lengths[0], at + 46 + lengths[0] + lengths[1]);
    const [size, packed, local] = sizes(view, at, extra);
    if (flags & 1) throw damaged(`"${name}" is encrypted`);
    if (method !== 0 && method !== 8) throw damaged(`"${name}" is packed by method ${method}`);
    if (local + 30 > file.length || view.getUint32(local, true) !== LOCAL)
      throw damaged(`"${name}" is not where it should be`);
    const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (from + packed > file.length) throw damaged(`"${name}" ends outside`);
    total += size;
    if (total > limit || size > Math.max(2 ** 16, RATIO * packed)) throw damaged(`"${name}" claims ${size} bytes`);
    const content = unpack(file.subarray(from, from + packed), method, size, name);
    if (content.length !== size) throw damaged(`"${name}" has ${content.length} bytes, not ${size}`);
    if (crc32(content) !== sum) throw damaged(`the bytes of "${name}" are not those that were written (CRC-32)`);
    entries.set(name, content);
    at += 46 + lengths[0] + lengths[1] + lengths[2];
  }
  return entries;
}

function unpack(bytes: Uint8Array, method: number, size: number, name: string): Uint8Array {
  if (method === 0) return new Uint8Array(bytes);
  try {
    return new Uint8Array(inflateRawSync(bytes, { maxOutputLength: Math.max(1, size) }));
  } catch {
    throw damaged(`"${name}" cannot be unpacked`);
  }
}

/** Looked for from the end: a comment may follow. */
function directory(view: DataView): { count: number; start: number } {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 65535); at--) {
    if (view.getUint32(at, true) !== END) continue;
    const [count, start] = [view.getUint16(at + 10, true), view.getUint32(at + 16, true)];
    if (count === 0xffff || start === WIDE) throw damaged('it has too many entries');
    return { count, start };
  }
  throw damaged('it has no directory');
}

/** Size, packed size and place of an entry; those that do not fit 32 bits stand in the extra field 1, in this order. */
function sizes(view: DataView, at: number, extra: Uint8Array): [number, number, number] {
  const found = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
  const wide = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
  for (let field = 0; field + 4 <= extra.length; field += 4 + wide.getUint16(field + 2, true)) {
    if (wide.getUint16(field, true) !== 1) continue;
    let from = field + 4;
    found.forEach((value, n) => {
      if (value !== WIDE || from + 8 > extra.length) return;
      found[n] = Number(wide.getBigUint64(from, true));
      from += 8;
    });
  }
  if (!found.every(Number.isSafeInteger)) throw damaged('a size is no number');
  return found as [number, number, number];
}

/** The bytes of an archive, piece by piece; entries are deflated. @throws RecsmithError REFUSED from 4 GiB on */
export function* writeZip(entries: readonly { name: string; content: Uint8Array }[]): Generator<Uint8Array> {
  const heads: Uint8Array[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const packed = deflateRawSync(content, { level: 6 });
    const title = new TextEncoder().encode(name);
    if (content.length >= WIDE || offset + packed.length >= WIDE)
      throw new RecsmithError('REFUSED', 'The matrix is too large for this format: it would have more than 4 GiB.');
    // Version 2.0, no flags, deflated, 1980-01-01, so that the same content gives the same bytes.
    const common = [20, 0, 8, 0, 0x21];
    const local = new DataView(new ArrayBuffer(30));
    local.setUint32(0, LOCAL, true);
    common.forEach((value, n) => local.setUint16(4 + 2 * n, value, true));
    local.setUint32(14, crc32(content), true);
    local.setUint32(18, packed.length, true);
    local.setUint32(22, content.length, true);
    local.setUint16(26, title.length, true);
    const central = new DataView(new ArrayBuffer(46));
    central.setUint32(0, CENTRAL, true);
    central.setUint16(4, 20, true);
    for (let byte = 4; byte < 28; byte++) central.setUint8(byte + 2, local.getUint8(byte));
    central.setUint32(42, offset, true);
    heads.push(new Uint8Array(central.buffer), title);
    yield new Uint8Array(local.buffer);
    yield title;
    yield packed;
    offset += 30 + title.length + packed.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, END, true);
  end.setUint16(8, entries.length, true);
  end.setUint16(10, entries.length, true);
  end.setUint32(
    12,
    heads.reduce((sum, head) => sum + head.length, 0),
    true,
  );
  end.setUint32(16, offset, true);
  yield* heads;
  yield new Uint8Array(end.buffer);
}

function damaged(why: string): RecsmithError {
  return new RecsmithError('BAD_DATA', `This archive cannot be read: ${why}.`, { why });
}
