/** What a file that is no text plainly is, by its first 16 bytes, in words that follow "This is"; null for anything else. */
export function foreignKind(start: Uint8Array): string | null {
  const text = String.fromCharCode(...start.subarray(0, 16));
  if (text.startsWith('PK\x03\x04')) return 'a ZIP archive or an Excel workbook';
  if (text.startsWith('PAR1')) return 'a Parquet file';
  if (text.startsWith('SQLite format 3')) return 'an SQLite database';
  if (text.startsWith('\xd0\xcf\x11\xe0')) return 'an old Office document';
  if (text.startsWith('%PDF')) return 'a PDF document';
  if (text.startsWith('7z\xbc\xaf') || text.startsWith('\xfd7zXZ') || text.startsWith('BZh')) return 'an archive';
  if (text.startsWith('\x89PNG') || text.startsWith('\xff\xd8\xff') || text.startsWith('GIF8')) return 'a picture';
  return null;
}
