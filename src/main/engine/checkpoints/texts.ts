import { RecsmithError } from '../../../shared/errors.ts';
import type { Safetensors, TensorSource } from '../training/safetensors.ts';

/**
 * Texts as two tensors, for safetensors knows none: all of them as UTF-8, one behind the other, and where each ends.
 * Half of a surrogate pair, which UTF-8 has no form for, becomes the replacement character.
 */
export function textTensors(name: string, texts: readonly string[]): TensorSource[] {
  const encoder = new TextEncoder();
  const ends = new Uint32Array(texts.length);
  const pieces: Uint8Array[] = [];
  let length = 0;
  texts.forEach((text, n) => {
    const piece = encoder.encode(text);
    pieces.push(piece);
    length += piece.length;
    ends[n] = length;
  });
  if (length > 0xffffffff)
    throw new RecsmithError('REFUSED', `The texts of ${name} are longer than a checkpoint file holds.`);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return [
    { name: `${name}.text`, shape: [length], data: bytes, stride: 1 },
    { name: `${name}.ends`, shape: [ends.length], data: ends, stride: 1 },
  ];
}

/** @throws RecsmithError BAD_DATA where the tensors are missing, disagree, or are no UTF-8 */
export function readTexts({ tensors }: Safetensors, name: string): string[] {
  const bytes = tensors.get(`${name}.text`)?.values;
  const ends = tensors.get(`${name}.ends`)?.values;
  if (!(bytes instanceof Uint8Array) || !(ends instanceof Uint32Array)) throw damaged(name, 'they are missing');
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const texts: string[] = [];
  let from = 0;
  try {
    for (const end of ends) {
      if (end < from || end > bytes.length) throw damaged(name, 'they end outside');
      // A copy: TextDecoder refuses shared memory.
      texts.push(decoder.decode(bytes.slice(from, end)));
      from = end;
    }
  } catch (error) {
    throw error instanceof RecsmithError ? error : damaged(name, 'they are no UTF-8');
  }
  if (from !== bytes.length) throw damaged(name, 'some belong to nothing');
  return texts;
}

export const hasTexts = ({ tensors }: Safetensors, name: string): boolean => tensors.has(`${name}.ends`);

const damaged = (name: string, why: string): RecsmithError =>
  new RecsmithError('BAD_DATA', `The texts of ${name} in this file cannot be read: ${why}.`, {
    next: 'Take another file.',
  });
