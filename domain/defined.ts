/** The same object without the keys whose value is undefined; optional keys instead of unions with it. */
export type Defined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out what is undefined, so that JSON and `exactOptionalPropertyTypes` agree. */
export function defined<T extends object>(value: T): Defined<T> {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  // `Object.fromEntries` cannot know the keys; they are those of `value` less the undefined ones.
  return Object.fromEntries(entries) as Defined<T>;
}
