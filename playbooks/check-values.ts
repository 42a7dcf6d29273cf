import type { CheckContext } from './check-context.ts';
import type { Path } from './findings.ts';
import type { Definition } from './language.ts';

type FactDefinition = Definition['facts'][string];
type Scalar = string | number | boolean;

/** What events and decisions set fits the fact, and never goes round a second person. */
export function checkValues(context: CheckContext): void {
  const { definition } = context;
  for (const [id, event] of Object.entries(definition.events ?? {})) {
    setValues(context, event.sets, ['events', id, 'sets']);
  }
  definition.tasks.forEach((task, index) =>
    task.decision?.options.forEach((option, number) =>
      setValues(context, option.sets, ['tasks', index, 'decision', 'options', number, 'sets']),
    ),
  );
  quorumRoles(context);
}

function setValues(
  context: CheckContext,
  sets: Readonly<Record<string, Scalar>> | undefined,
  path: Path,
): void {
  for (const [name, value] of Object.entries(sets ?? {})) {
    const fact = context.definition.facts[name];
    const wrong = fact && misfit(fact, value);
    if (wrong) context.add('wrong-value', [...path, name], `\`${name}\` ${wrong}`);
  }
}

function misfit(fact: FactDefinition, value: Scalar): string | undefined {
  if (fact.per) return 'is kept for each person; no event or decision can set it';
  if (fact.guarded?.values.includes(value)) {
    return `needs a second person to become ${String(value)}; set another value`;
  }
  if (value === 'unknown') return undefined;
  switch (fact.type) {
    case 'choice':
      return fact.options?.some((option) => option === value)
        ? undefined
        : `is one of: ${fact.options?.join(', ') ?? ''}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'is true or false';
    case 'number':
      return typeof value === 'number' ? undefined : 'is a number';
    case 'text':
      return typeof value === 'string' ? undefined : 'is a text';
    case 'instant':
    case 'list':
      return 'cannot be set here; a person files it';
  }
}

/** A quorum counts those who acknowledge its row, so its roles have to be paged by that row. */
function quorumRoles(context: CheckContext): void {
  for (const [id, quorum] of Object.entries(context.definition.quorums ?? {})) {
    const row = context.definition.tasks.find((task) => task.id === quorum.row);
    if (!row) continue;
    const paged = [row.role, ...(row.with ?? [])];
    quorum.needs.forEach((need, index) => {
      if (need.of.filter((role) => paged.includes(role)).length >= need.count) return;
      const message = `\`${quorum.row}\` pages only ${paged.join(', ')}, so this is never met`;
      context.add('quorum-never-met', ['quorums', id, 'needs', index], message);
    });
  }
}
