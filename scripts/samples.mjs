// Makes the bundled samples in resources/samples from the sets as their authors publish them. Run by hand, when a sample
// changes; the result is committed.
//
//   node scripts/samples.mjs MOVIETWEETINGS ONLINE_RETAIL
//
// MOVIETWEETINGS  folder of the MovieTweetings repository (LICENSE, latest-2014/ratings.dat, latest-2014/movies.dat).
//                 Taken as they are, compressed. users.dat is left out: it names people's Twitter accounts.
// ONLINE_RETAIL   folder with onlineretail.csv, UCI's Online Retail: one invoice line per row. Kept are purchases: positive
//                 quantity and known customer, as customer, product, quantity, time; products get the name that
//                 their purchases show most often (the first of them among equals).
import { mkdirSync, readFileSync, writeFileSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const [movies, retail] = process.argv.slice(2);
if (!retail) {
  console.error('usage: node scripts/samples.mjs MOVIETWEETINGS ONLINE_RETAIL');
  process.exit(2);
}
const to = (...parts) => join(import.meta.dirname, '..', 'resources', 'samples', ...parts);

/** Same content, same bytes: gzip's header holds neither time nor system. */
function writeCompressed(file, content) {
  const packed = gzipSync(content, { level: 9 });
  packed[9] = 0xff;
  writeFileSync(file, packed);
  console.log(`${file} ${content.length} -> ${packed.length} bytes`);
}

mkdirSync(to('movietweetings'), { recursive: true });
for (const name of ['ratings.dat', 'movies.dat'])
  writeCompressed(to('movietweetings', `${name}.gz`), readFileSync(join(movies, 'latest-2014', name)));
copyFileSync(join(movies, 'LICENSE'), to('movietweetings', 'LICENSE'));
writeFileSync(
  to('movietweetings', 'NOTICE.md'),
  `# MovieTweetings

Film ratings from public tweets, state of 2013-11-06: \`ratings.dat\` (user::film::rating 0-10::seconds since 1970) and
\`movies.dat\` (film::title (year)::genres), unchanged but for compression. Films are IMDb identifiers.

By Simon Dooms, https://github.com/sidooms/MovieTweetings, MIT licence (LICENSE). To be cited as:

S. Dooms, T. De Pessemier, L. Martens. MovieTweetings: a Movie Rating Dataset Collected From Twitter. Workshop on
Crowdsourcing and Human Computation for Recommender Systems, CrowdRec at RecSys 2013.
`,
);

/** Fields of one line with quotes around some; the source has no line end inside a field. */
function fieldsOf(line) {
  const fields = [];
  for (const [, quoted, plain] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g))
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
  return fields;
}
const cell = (text) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

mkdirSync(to('online-retail'), { recursive: true });
const [head, ...lines] = readFileSync(join(retail, 'onlineretail.csv'), 'utf8').trimEnd().split(/\r?\n/);
const names = fieldsOf(head);
const at = (name) => names.indexOf(name);
const rows = ['customer,product,quantity,time'];
const titles = new Map();
const pairs = new Set();
for (const line of lines) {
  const fields = fieldsOf(line);
  if (fields.length !== names.length) throw new Error(`not ${names.length} columns: ${line}`);
  const [product, title, quantity, date, customer] = [
    'StockCode',
    'Description',
    'Quantity',
    'InvoiceDate',
    'CustomerID',
  ].map((name) => fields[at(name)]);
  if (!(Number(quantity) > 0) || !/^\d+$/.test(customer)) continue;
  rows.push(`${customer},${product},${quantity},${Date.parse(`${date.replace(' ', 'T')}Z`) / 1000}`);
  pairs.add(`${customer} ${product}`);
  const counts = titles.get(product) ?? titles.set(product, new Map()).get(product);
  const text = title.trim().replace(/\s+/g, ' ');
  counts.set(text, (counts.get(text) ?? 0) + 1);
}
writeCompressed(to('online-retail', 'purchases.csv.gz'), Buffer.from(`${rows.join('\n')}\n`));
const products = [...titles].map(([product, counts]) => {
  const [title] = [...counts].reduce((best, next) => (next[1] > best[1] ? next : best));
  return `${product},${cell(title)}`;
});
writeCompressed(to('online-retail', 'products.csv.gz'), Buffer.from(`product,title\n${products.join('\n')}\n`));
console.log(`${rows.length - 1} purchases, ${pairs.size} pairs, ${products.length} products`);
writeFileSync(
  to('online-retail', 'NOTICE.md'),
  `# Online Retail

Purchases at a British online shop for gifts, December 2010 to December 2011. Prepared from the invoice lines: those with
positive quantity and known customer, as customer, product, quantity, seconds since 1970 (the shop's clock taken as
UTC); names of products in a file of their own, one per product.

By Daqing Chen, UCI Machine Learning Repository, https://archive.ics.uci.edu/dataset/352/online+retail, dedicated to
the public domain (CC0 1.0). Described in:

D. Chen, S. L. Sain, K. Guo. Data mining for the online retail industry: A case study of RFM model-based customer
segmentation using data mining. Journal of Database Marketing and Customer Strategy Management 19(3), 2012.
`,
);
