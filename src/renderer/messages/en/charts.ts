export const charts = {
  asTable: (name: string) => `${name}: show as a table`,
  saveCsv: (name: string) => `${name}: save as CSV`,
  savePicture: (name: string) => `${name}: save as a picture`,
  notSaved: (name: string) => `The picture of ${name} could not be made`,
  from: (what: string) => `${what}, from`,
  below: (what: string) => `${what}, below`,
  fromDay: 'from',
  toDay: 'to',
  dash: '–',
};
