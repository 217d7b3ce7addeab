export interface Assembly {
  readonly folder: string;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly bytes: number;
  readonly unpacked: readonly { readonly pattern: string; readonly files: number; readonly bytes: number }[];
}

/** The files that electron-builder would pack, in an empty folder of their own. */
export function assemble(destination: string): Promise<Assembly>;
export function describeAssembly(assembly: Assembly): string;
