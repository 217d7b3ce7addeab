import { randomBytes } from 'node:crypto';
import { parse } from 'node:path';
import type { ImportInput, Preview, RecognisedFile } from '../../../shared/contract/imports.ts';
import { RecsmithError, fromErrorValue } from '../../../shared/errors.ts';
import type { FileRef, ImportJobInput, ResolvedImportInput } from '../datasets/import/input.ts';
import { sampleImport, samples } from '../datasets/import/samples.ts';
import { RunningJob } from '../jobs/runner.ts';
import type { EngineServices } from '../services.ts';
import { Slots } from '../threads/slots.ts';
import { requireWritable, type Implementer } from './base.ts';

/** Previews that read at the same time. Each has a thread; a person who changes a role again and again needs one. */
const PREVIEWS = 3;

export function importHandlers(os: Implementer, services: EngineServices) {
  const { storage, query, queue, files, writable, changed } = services;
  const previews = new Slots(PREVIEWS);

  const start = (input: ImportJobInput, handles: readonly string[]) =>
    queue.submit({
      type: 'import',
      title: `Import of ${input.datasetName}`,
      input,
      onEnd: async (job) => {
        if (job.state !== 'done') return;
        // Kept after a failure: the person corrects a role and starts again, without sending the file twice.
        await files.release(handles);
        changed('datasets', job.datasetId);
      },
    }).id;

  return {
    preview: os.imports.preview.handler(({ input, signal }) =>
      previews.use(() => aside<Preview>(services, 'preview', resolve(services, input), signal), signal),
    ),
    recognise: os.imports.recognise.handler(({ input, signal }) => {
      const named = input.files.map((handle) => ({ handle, file: fileRef(services, handle) }));
      return previews.use(() => aside<RecognisedFile[]>(services, 'recognise', named, signal), signal);
    }),
    start: os.imports.start.handler(({ input }) => {
      requireWritable(writable);
      const resolved = resolve(services, input);
      const datasetName = input.name ?? (parse(resolved.file.name.replace(/\.gz$/i, '')).name || resolved.file.name);
      return { jobId: start({ import: resolved, datasetName }, handlesOf(input)) };
    }),
    samples: os.imports.samples.handler(() => samples()),
    startSample: os.imports.startSample.handler(({ input }) => {
      requireWritable(writable);
      return {
        jobId: start(sampleImport(input.sample, input.name), []),
      };
    }),
    rejectedRows: os.imports.rejectedRows.handler(async ({ input: { datasetId, offset, limit } }) => {
      const { id, rejected } = await storage.datasets.summary(datasetId);
      return { rows: await storage.datasets.rejectsPage(id, offset, limit), total: rejected };
    }),
    rejects: os.imports.rejects.handler(async ({ input }) => {
      const { id } = await storage.datasets.summary(input.datasetId);
      return new Blob([await query.exports.rejects(id)], { type: 'text/csv' });
    }),
  };
}

/** In a thread of its own, like a job that nobody lists: reading and guessing must not hold up the event loop. */
async function aside<T>(
  services: EngineServices,
  type: 'preview' | 'recognise',
  input: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const id = `${type}-${randomBytes(9).toString('base64url')}`;
  const running = new RunningJob({ id, type, input, cancelGrace: 1000 }, services.runner);
  const cancel = () => running.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  const outcome = await running.outcome;
  signal?.removeEventListener('abort', cancel);
  switch (outcome.kind) {
    case 'done':
      return outcome.result as T;
    case 'cancelled':
      throw new RecsmithError('CANCELLED', 'Cancelled.');
    case 'failed':
      throw fromErrorValue(outcome.error);
  }
}

function fileRef({ files }: EngineServices, handle: string): FileRef {
  const { path, name } = files.resolve(handle);
  return { path, name };
}

function resolve(services: EngineServices, input: ImportInput): ResolvedImportInput {
  const ref = (handle: string) => fileRef(services, handle);
  const { items, test, validation, candidates, userIds, itemIds, ...rest } = input;
  return {
    ...rest,
    file: ref(input.file),
    ...(items && { items: { ...items, file: ref(items.file) } }),
    ...(test !== undefined && { test: ref(test) }),
    ...(validation !== undefined && { validation: ref(validation) }),
    ...(candidates !== undefined && { candidates: ref(candidates) }),
    ...(userIds !== undefined && { userIds: ref(userIds) }),
    ...(itemIds !== undefined && { itemIds: ref(itemIds) }),
  };
}

const handlesOf = ({ file, items, test, validation, candidates, userIds, itemIds }: ImportInput): string[] =>
  [file, items?.file, test, validation, candidates, userIds, itemIds].filter((handle) => handle !== undefined);
