/** Part of `npm run lint`: no import may run against the house's arrows (lib/house.mjs says which way they run). */
import { checkHouse } from './lib/house.mjs';
import { ROOT } from './lib/paths.mjs';

const { files, problems } = checkHouse(ROOT);
for (const problem of problems) console.error(problem);
console.log(`house: ${files} files, ${problems.length} imports against the arrows`);
process.exitCode = problems.length === 0 ? 0 : 1;
