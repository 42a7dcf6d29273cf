/**
 * The same walls with types erased, as the workflow bundle holds them: a type of zod's may be
 * imported by the core, its code may not.
 */
const walls = require('./.dependency-cruiser.cjs');
module.exports = {
  forbidden: walls.forbidden,
  options: { ...walls.options, tsPreCompilationDeps: false },
};
