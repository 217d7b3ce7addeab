import { isAscii, isUtf8 } from 'node:buffer';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { RecsmithError } from '../../../../shared/errors.ts';
import type { Format } from '../../../../shared/contract/imports.ts';
import { foreignKind } from '../../../../shared/foreign-kind.ts';
import type { FileRef } from './input.ts';

export type Encoding = NonNullable<Format['encoding']>;

/** A compressed file may grow this much before it is taken for a bomb; real tables shrink to a 3rd ... 30th. */
export const GZIP_LIMITS = { ratio: 200, ratioFrom: 64 * 2 ** 20, bytes: 64 * 2 ** 30 };
const BLOCK = 2 ** 20;
/** So much of a file is looked at for bytes that are no UTF-8 before an import starts. */
const VALIDATED_BYTES = 64 * 2 ** 20;

export interface RawFile {
  readonly file: FileRef;
  readonly bytes: number; // as it lies on the disk
  readonly gzip: boolean;
}

/** @throws RecsmithError BAD_DATA where the file is missing, empty, or plainly no text. */
export async function openRaw(file: FileRef): Promise<RawFile> {
  const handle = await open(file.path, 'r').catch((error: unknown) => {
    throw unreadable(file, error);
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw badFile(file, 'This is no file.', 'Choose a file with one interaction per line.');
    if (stat.size === 0) throw badFile(file, 'The file is empty.', 'Choose a file with one interaction per line.');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
    const kind = foreignKind(buffer.subarray(0, bytesRead));
    if (kind)
      throw badFile(file, `This is ${kind}, not a text file.`, 'Save the table as CSV (UTF-8) and import that file.');
    return { file, bytes: stat.size, gzip: buffer[0] === 0x1f && buffer[1] === 0x8b };
  } finally {
    await handle.close();
  }
}

/** The bytes of the file, decompressed where it is gzip; `read` is told how many bytes of the disk are consumed. */
export async function* expanded(
  raw: RawFile,
  signal: AbortSignal,
  read: (bytes: number) => void = () => undefined,
): AsyncGenerator<Buffer> {
  let consumed = 0;
  let produced = 0;
  const disk = createReadStream(raw.file.path, { highWaterMark: BLOCK });
  disk.on('data', (block) => {
    consumed += block.length;
  });
  const stream = raw.gzip ? disk.pipe(createGunzip({ chunkSize: BLOCK })) : disk;
  if (raw.gzip) disk.on('error', (error) => stream.destroy(error));
  try {
    for await (const block of stream as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      produced += block.length;
      if (raw.gzip) checkGrowth(raw.file, consumed, produced);
      read(consumed);
      yield block;
    }
  } catch (error) {
    if (error instanceof RecsmithError || signal.aborted) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code.startsWith('Z_') || code === 'ERR_PADDING_2')
      throw new RecsmithError('BAD_DATA', 'The compressed file is damaged or incomplete.', {
        where: raw.file.name,
        why: error instanceof Error ? error.message : String(error),
        next: 'Copy or download the file again, or decompress it yourself and import the result.',
      });
    throw unreadable(raw.file, error);
  } finally {
    disk.destroy();
    stream.destroy();
  }
}

function checkGrowth(file: FileRef, consumed: number, produced: number): void {
  const { ratio, ratioFrom, bytes } = GZIP_LIMITS;
  if (produced > bytes || (produced > ratioFrom && produced > ratio * consumed))
    throw new RecsmithError('BAD_DATA', 'The compressed file grows beyond all measure.', {
      where: file.name,
      why: `${consumed} bytes became more than ${produced}: no table compresses like this.`,
      next: 'If the file is right, decompress it yourself and import the result.',
    });
}

/** The start of a file as UTF-8, ending anywhere; `complete` where it is the whole file. */
export interface Head {
  readonly text: Buffer;
  readonly complete: boolean;
  readonly encoding: Encoding;
  /** True where nobody said the encoding and it was found out here. */
  readonly guessed: boolean;
}

/**
 * Reads about `bytes` from the start, finds out the encoding where it is not given (byte order mark, NUL bytes, validity
 * as UTF-8 of the first 64 MiB), and turns the text into UTF-8 without mark.
 */
export async function readHead(
  raw: RawFile,
  given: Encoding | undefined,
  bytes: number,
  signal: AbortSignal,
): Promise<Head> {
  const blocks: Buffer[] = [];
  let length = 0;
  let complete = true;
  for await (const block of expanded(raw, signal)) {
    blocks.push(block);
    length += block.length;
    if (length > bytes) {
      complete = false;
      break;
    }
  }
  const start = Buffer.concat(blocks).subarray(0, complete ? undefined : bytes);
  const looked = raw.gzip ? bytes : VALIDATED_BYTES;
  const encoding = given ?? (isUtf16(start) ? 'utf-16' : await byteEncoding(raw, looked, signal));
  const decoder = decoderOf(encoding, start, raw.file);
  const text = Buffer.concat([decoder.next(start), complete ? decoder.end() : Buffer.alloc(0)]);
  return { text, complete, encoding, guessed: given === undefined };
}

/** By its mark, or because Latin text in UTF-16 has a NUL in every other byte. */
function isUtf16(start: Buffer): boolean {
  if ((start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)) return true;
  const probe = start.subarray(0, Math.min(start.length & ~1, 4096));
  let even = 0;
  let odd = 0;
  for (let i = 0; i < probe.length; i += 2) {
    if (probe[i] === 0) even++;
    if (probe[i + 1] === 0) odd++;
  }
  return probe.length >= 4 && Math.abs(even - odd) > probe.length * 0.3;
}

/**
 * The encoding of a text of bytes, from its first `limit` bytes. Damaged UTF-8 stays UTF-8, so that a flipped byte costs
 * one row and not all accents: only where most characters beyond ASCII are no UTF-8 is it Latin-1 or Windows-1252.
 */
export async function byteEncoding(
  raw: RawFile,
  limit: number,
  signal: AbortSignal,
): Promise<'utf-8' | 'latin-1' | 'windows-1252'> {
  let seen = 0;
  let high = 0; // bytes beyond ASCII
  let bad = 0; // places where they are no UTF-8
  let windows = false;
  let rest = Buffer.alloc(0);
  const look = (text: Buffer) => {
    if (isAscii(text)) return;
    // Valid blocks only weigh in where others are not; to count them roughly is enough.
    if (isUtf8(text)) {
      high += 1024;
      return;
    }
    for (const byte of text) {
      if (byte < 0x80) continue;
      high++;
      // Latin-1 leaves these to control characters nobody writes; Windows puts quotes and the euro sign there.
      windows ||= byte <= 0x9f;
    }
    const decoded = text.toString('utf8');
    for (let at = decoded.indexOf('\ufffd'); at >= 0; at = decoded.indexOf('\ufffd', at + 1)) bad++;
  };
  for await (const block of expanded(raw, signal)) {
    const text = rest.length > 0 ? Buffer.concat([rest, block]) : block;
    const whole = wholeCharacters(text);
    look(text.subarray(0, whole));
    rest = Buffer.from(text.subarray(whole));
    seen += block.length;
    if (seen >= limit) break;
  }
  if (seen < limit) look(rest);
  if (2 * bad <= high) return 'utf-8';
  return windows ? 'windows-1252' : 'latin-1';
}

/** Length of the part that does not end inside a UTF-8 character. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 4 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return bytes.length - back;
  }
  return bytes.length;
}

/** Blocks of any size in, UTF-8 out. */
interface Decoder {
  next(block: Buffer): Buffer;
  end(): Buffer;
}

function decoderOf(encoding: Encoding, start: Buffer, file: FileRef): Decoder {
  if (encoding === 'utf-8') {
    let first = true;
    return {
      next(block) {
        const marked = first && block.length >= 3 && block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf;
        first = false;
        return marked ? block.subarray(3) : block;
      },
      end: () => Buffer.alloc(0),
    };
  }
  // What the web calls latin1 is Windows-1252; Node's own `latin1` is the real one.
  if (encoding === 'latin-1')
    return { next: (block) => Buffer.from(block.toString('latin1'), 'utf8'), end: () => Buffer.alloc(0) };
  const decoder = new TextDecoder(encoding === 'utf-16' ? utf16Label(start) : 'windows-1252', { fatal: true });
  const decode = (block?: Buffer): Buffer => {
    try {
      return Buffer.from(decoder.decode(block, { stream: block !== undefined }), 'utf8');
    } catch {
      throw badFile(file, `The file is not valid ${encoding.toUpperCase()}.`, 'Choose another encoding.');
    }
  };
  return { next: decode, end: () => decode() };
}

function utf16Label(start: Buffer): string {
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  let bigEndian = 0;
  const length = Math.min(start.length & ~1, 4096);
  for (let i = 0; i < length; i += 2) bigEndian += Number(start[i] === 0) - Number(start[i + 1] === 0);
  return bigEndian > 0 ? 'utf-16be' : 'utf-16le';
}

/** The whole file as UTF-8 without byte order mark, block by block. */
export async function* utf8(
  raw: RawFile,
  encoding: Encoding,
  signal: AbortSignal,
  read?: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  let decoder: Decoder | null = null;
  for await (const block of expanded(raw, signal, read)) {
    decoder ??= decoderOf(encoding, block, raw.file);
    const text = decoder.next(block);
    if (text.length > 0) yield text;
  }
  const text = decoder?.end();
  if (text && text.length > 0) yield text;
}

/**
 * A plain UTF-8 file with the text of `raw`: the file itself where it already is one, else a copy at `copyPath`.
 * @throws RecsmithError DOES_NOT_FIT where the disk is full.
 */
export async function plainFile(
  raw: RawFile,
  encoding: Encoding,
  copyPath: string,
  signal: AbortSignal,
  read: (bytes: number) => void,
): Promise<string> {
  if (!raw.gzip && encoding === 'utf-8') return raw.file.path;
  try {
    await pipeline(utf8(raw, encoding, signal, read), createWriteStream(copyPath, { mode: 0o600 }), { signal });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? diskFull(raw.file) : error;
  }
  return copyPath;
}

function diskFull(file: FileRef): RecsmithError {
  return new RecsmithError('DOES_NOT_FIT', 'The disk is full.', {
    where: file.name,
    why: 'A compressed file, or one that is not UTF-8, is copied as plain text while it is imported.',
    next: 'Make room on the disk of the workspace, or import a decompressed UTF-8 file.',
  });
}

function unreadable(file: FileRef, error: unknown): RecsmithError {
  const code = (error as NodeJS.ErrnoException).code;
  const why =
    code === 'ENOENT'
      ? 'There is no such file.'
      : code === 'EACCES' || code === 'EPERM'
        ? 'The system does not allow reading it.'
        : error instanceof Error
          ? error.message
          : String(error);
  return new RecsmithError('BAD_DATA', `The file ${file.name} cannot be read.`, {
    where: file.name,
    why,
    next: 'Check that the file is there and that you may read it.',
  });
}

export function badFile(file: FileRef, why: string, next: string): RecsmithError {
  return new RecsmithError('BAD_DATA', `The file ${file.name} cannot be imported.`, { where: file.name, why, next });
}
