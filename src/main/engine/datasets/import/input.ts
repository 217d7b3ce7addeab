import type { ImportInput } from '../../../../shared/contract/imports.ts';

/** A file of the user's: where it lies, and how a person calls it (an upload lies under another name). */
export interface FileRef {
  readonly path: string;
  readonly name: string;
}

/** `ImportInput` after the engine has turned handles into files. Paths never come from outside. */
export type ResolvedImportInput = Omit<
  ImportInput,
  'file' | 'items' | 'test' | 'validation' | 'candidates' | 'userIds' | 'itemIds'
> & {
  file: FileRef;
  items?: Omit<NonNullable<ImportInput['items']>, 'file'> & { file: FileRef };
  test?: FileRef;
  validation?: FileRef;
  candidates?: FileRef;
  userIds?: FileRef;
  itemIds?: FileRef;
};

/** Input of the job `import`. */
export interface ImportJobInput {
  import: ResolvedImportInput;
  datasetName: string;
}
