import { oc } from '@orpc/contract';
import * as v from 'valibot';
import { ERROR_CODES, type ErrorCode } from '../errors.ts';

/** Names and ids share one field everywhere: whoever takes a `Ref` accepts either; the newest wins when a name repeats. */
export const Ref = v.pipe(v.string(), v.minLength(1), v.maxLength(400));
export const Id = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
export const Name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));
export const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const Seed = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff));
/** Names a file the engine was handed by its host (an upload, a dialog, the command line); never a path. */
export const FileHandle = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
/** Milliseconds since 1970. */
export const Instant = v.number();

export const ParameterValue = v.union([
  v.number(),
  v.string(),
  v.boolean(),
  v.null(),
  v.pipe(v.array(v.number()), v.maxLength(1000)), // a range, or a list
]);

export const ErrorDetails = v.record(v.string(), v.unknown());
export const ErrorValueSchema = v.object({
  code: v.picklist(Object.keys(ERROR_CODES) as ErrorCode[]),
  message: v.string(),
  details: ErrorDetails,
});

const errorMap = Object.fromEntries(
  Object.entries(ERROR_CODES).map(([code, { status }]) => [code, { status, data: ErrorDetails }]),
) as { [K in ErrorCode]: { status: number; data: typeof ErrorDetails } };

/** Every method starts from here: the closed table of errors belongs to each of them. */
export const method = oc.errors(errorMap);

export const Attributes = v.record(v.string(), v.string());

/** An item as a person sees it. */
export const ItemCard = v.object({
  item: v.string(), // original id
  title: v.nullable(v.string()),
  attributes: Attributes,
  popularity: Count, // interactions in the training part of the view, or in the dataset where there is no view
});
export type ItemCard = v.InferOutput<typeof ItemCard>;

export const JobStarted = v.object({ jobId: Id });
