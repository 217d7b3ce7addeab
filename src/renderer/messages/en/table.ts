export const table = {
  columns: 'Columns',
  usual: 'The usual columns and widths',
};
