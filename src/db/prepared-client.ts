import pg from 'pg';

/**
 * Names by the statement's text, the same in every connection of this process. Our statements are some two hundred; a
 * list in a statement makes a text for each length, so the names end somewhere and what comes later goes without.
 */
const names = new Map<string, string>();
const mostNames = 500;

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= mostNames) return known;
  const name = `easycare_${names.size + 1}`;
  names.set(text, name);
  return name;
}

/**
 * A connection that prepares each statement with parameters once: PostgreSQL then neither parses nor, as a rule, plans
 * it again, which for our short statements is most of their cost. Which of our statements stay prepared PostgreSQL
 * decides by itself (`plan_cache_mode`).
 */
export class PreparedClient extends pg.Client {
  override query: pg.Client['query'] = (...args: unknown[]) => {
    const [text, values] = args;
    const name = typeof text === 'string' && Array.isArray(values) && values.length > 0 ? nameOf(text) : undefined;
    const query = name === undefined ? args : [{ name, text, values }, ...args.slice(2)];
    return Reflect.apply(super.query, this, query);
  };
}
