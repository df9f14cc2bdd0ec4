// Writes docs/reliability.md from the figures of a run, one JSON object a line. Called by bin/test:
//   node tests/figures.mjs FIGURES LIST OUTPUT COMMIT
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

const [figures, list, output, commit] = process.argv.slice(2);
const names = new Map(readFileSync(list, 'utf8').split('\n').map(line => /^(\d+)\s+(.+)$/.exec(line)).filter(Boolean).map(match => [Number(match[1]), match[2]]));
const rows = new Map();
for (const line of readFileSync(figures, 'utf8').split('\n').filter(Boolean)) {
  const row = JSON.parse(line), key = `${row.test} ${row.figure}`, before = rows.get(key);
  // Of several passes the worst is told.
  const worse = !before || (row.target.startsWith('≥') ? Number(row.value) < Number(before.value) : Number(row.value) > Number(before.value));
  if (worse) rows.set(key, row);
}
const all = [...rows.values()].sort((a, b) => a.test - b.test);
const missing = [...names.keys()].filter(number => !all.some(row => row.test === number));
const unlisted = [...new Set(all.map(row => row.test))].filter(number => !names.has(number));
const machine = `${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB`;
const cell = text => String(text).replaceAll('|', '\\|');
writeFileSync(output, `# Reliability

Written by \`bin/test --full\`: what each reliability test counted or measured, and what it must be. Each test also holds its
targets itself. A target of “measured” is there to be compared with the run before.

Commit ${commit}, ${new Date().toISOString().slice(0, 10)}, ${machine}, ${all.some(row => row.size === 'full') ? 'full' : 'small'} sizes.

| # | Test | Figure | Target | Value |
|---|---|---|---|---|
${all.map(row => `| ${row.test} | ${cell(names.get(row.test) ?? '')} | ${cell(row.figure)} | ${cell(row.target)} | ${cell(row.value)} |`).join('\n')}
`);
if (missing.length > 0) console.error(`No figure came from test ${missing.join(', ')} of ${list}.`);
if (unlisted.length > 0) console.error(`Figures came from test ${unlisted.join(', ')}, which ${list} does not name.`);
process.exit(missing.length + unlisted.length > 0 ? 1 : 0);
