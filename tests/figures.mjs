// Writes docs/reliability.md from the figures of a run, one JSON object a line. Tests that the run left out keep what
// stands there, with the commit it was measured at. Called by bin/test:
//   node tests/figures.mjs FIGURES LIST OUTPUT COMMIT
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

const [figures, list, output, commit] = process.argv.slice(2);
const names = new Map(readFileSync(list, 'utf8').split('\n').map(line => /^(\d+)\s+(.+)$/.exec(line)).filter(Boolean).map(match => [Number(match[1]), match[2]]));
const measured = new Map();
for (const line of readFileSync(figures, 'utf8').split('\n').filter(Boolean)) {
  const row = JSON.parse(line), key = `${row.test} ${row.figure}`, before = measured.get(key);
  // Of several passes the worst is told.
  const worse = !before || (row.target.startsWith('≥') ? Number(row.value) < Number(before.value) : Number(row.value) > Number(before.value));
  if (worse) measured.set(key, row);
}
const cell = text => String(text).replaceAll('|', '\\|');
const at = row => `${commit}, ${new Date().toISOString().slice(0, 10)}${row.size === 'full' ? '' : ', small'}`;
const fresh = [...measured.values()].map(row => ({ test: row.test, line: `| ${row.test} | ${cell(names.get(row.test) ?? '')} | ${cell(row.figure)} | ${cell(row.target)} | ${cell(row.value)} | ${at(row)} |` }));
const kept = !existsSync(output) ? [] : readFileSync(output, 'utf8').split('\n')
  .map(line => ({ test: Number(/^\| (\d+) \|/.exec(line)?.[1]), line }))
  .filter(row => names.has(row.test) && !fresh.some(one => one.test === row.test));
const all = [...kept, ...fresh].sort((a, b) => a.test - b.test);
const missing = [...names.keys()].filter(number => !all.some(row => row.test === number));
const unlisted = [...new Set(all.map(row => row.test))].filter(number => !names.has(number));
const machine = `${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB`;
writeFileSync(output, `# Reliability

Written by \`bin/test --full\` (one test again: with \`--only NAME\`): what each reliability test counted or measured, and what
it must be. Each test also holds its targets itself. A target of “measured” is there to be compared with the run before.
The last column says at which commit and when. Machine: ${machine}.

| # | Test | Figure | Target | Value | Measured |
|---|---|---|---|---|---|
${all.map(row => row.line).join('\n')}
`);
if (missing.length > 0) console.error(`No figure came from test ${missing.join(', ')} of ${list}.`);
if (unlisted.length > 0) console.error(`Figures came from test ${unlisted.join(', ')}, which ${list} does not name.`);
process.exit(missing.length + unlisted.length > 0 ? 1 : 0);
