export interface FairQueue<T> {
  push(item: T, group: string, person: string): void;
  /** Takes the next item of a group that has room; undefined where there is none. */
  take(hasRoom: (group: string) => boolean): T | undefined;
}

/** A queue in which groups take turns, and within a group its people: first come, first served for each of them. */
export function createFairQueue<T>(): FairQueue<T> {
  const groups = new Map<string, Map<string, T[]>>();

  return {
    push(item, group, person) {
      const people = groups.get(group) ?? new Map<string, T[]>();
      groups.set(group, people.set(person, [...(people.get(person) ?? []), item]));
    },

    take(hasRoom) {
      for (const [group, people] of groups) {
        if (!hasRoom(group)) continue; // keeps its place
        for (const [person, [item, ...rest]] of people) {
          // Whoever got something stands at the end of the line.
          groups.delete(group);
          people.delete(person);
          if (rest.length > 0) people.set(person, rest);
          if (people.size > 0) groups.set(group, people);
          return item;
        }
      }
      return undefined;
    },
  };
}
