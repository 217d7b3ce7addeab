// Runs a program: the operations of a network, in order, on a tile; and backward.
import { convolutionBackward, convolutionForward, poolBackward, poolForward } from './convolution';
import { cosineBackward, cosineForward, dotBackward, dotForward, outerBackward, outerForward } from './combine';
import { denseBackward, denseForward } from './dense';
import {
  activationBackward, activationForward, copyBackward, copyForward, dropoutBackward, dropoutForward, joinForward, multiplyBackward, multiplyForward,
} from './elementwise';
import { bagForward, embeddingForward, lookUpBackward } from './embed';
import { lossForward, scoresOut } from './head';
import { normBackward, normForward } from './norm';
import { OP_BYTES, Op, Tile } from './tile';

// Numbers of `CODES` (compute/fused/ops.ts).
export const EMBEDDING: i32 = 0;
export const BAG: i32 = 1;
const COPY: i32 = 2;
const MULTIPLY: i32 = 3;
const DOT: i32 = 4;
const COSINE: i32 = 5;
const OUTER: i32 = 6;
const DENSE: i32 = 7;
const CONVOLUTION: i32 = 8;
const POOL: i32 = 9;
const ACTIVATION: i32 = 10;
const DROPOUT: i32 = 11;
export const NORM: i32 = 12;
const LOSS: i32 = 13;
const SCORES: i32 = 14;
const JOIN: i32 = 15;

/** Operations first to end - 1 of the program. */
export function forward(program: usize, first: i32, end: i32, tile: Tile): void {
  for (let k = first; k < end; k++) {
    const op = changetype<Op>(program + <usize>k * OP_BYTES);
    switch (op.code) {
      case EMBEDDING:
        embeddingForward(op, tile);
        break;
      case BAG:
        bagForward(op, tile);
        break;
      case COPY:
        copyForward(op, tile);
        break;
      case MULTIPLY:
        multiplyForward(op, tile);
        break;
      case DOT:
        dotForward(op, tile);
        break;
      case COSINE:
        cosineForward(op, tile);
        break;
      case OUTER:
        outerForward(op, tile);
        break;
      case DENSE:
        denseForward(op, tile);
        break;
      case CONVOLUTION:
        convolutionForward(op, tile);
        break;
      case POOL:
        poolForward(op, tile);
        break;
      case ACTIVATION:
        activationForward(op, tile);
        break;
      case DROPOUT:
        dropoutForward(op, tile);
        break;
      case NORM:
        normForward(op, tile);
        break;
      case LOSS:
        lossForward(op, tile);
        break;
      case SCORES:
        scoresOut(op, tile);
        break;
      case JOIN:
        joinForward(op, tile);
        break;
    }
  }
}

/** The same operations from the last to the first. */
export function backward(program: usize, first: i32, end: i32, tile: Tile): void {
  for (let k = end - 1; k >= first; k--) {
    const op = changetype<Op>(program + <usize>k * OP_BYTES);
    switch (op.code) {
      case EMBEDDING:
      case BAG:
        lookUpBackward(op, tile);
        break;
      case COPY:
        copyBackward(op, tile);
        break;
      case MULTIPLY:
        multiplyBackward(op, tile);
        break;
      case DOT:
        dotBackward(op, tile);
        break;
      case COSINE:
        cosineBackward(op, tile);
        break;
      case OUTER:
        outerBackward(op, tile);
        break;
      case DENSE:
        denseBackward(op, tile);
        break;
      case CONVOLUTION:
        convolutionBackward(op, tile);
        break;
      case POOL:
        poolBackward(op, tile);
        break;
      case ACTIVATION:
        activationBackward(op, tile);
        break;
      case DROPOUT:
        dropoutBackward(op, tile);
        break;
      case NORM:
        normBackward(op, tile, tile.stepRows > 1);
        break;
    }
  }
}
