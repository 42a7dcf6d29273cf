import { z } from 'zod';
import { CompartmentName, FactName, Name, RoleCode, Scalar, Text } from './basics.ts';
import { Approval } from './people.ts';

const PersonList = z.enum(['victims', 'families']);

export const Fact = z.strictObject({
  type: z.enum(['text', 'number', 'boolean', 'choice', 'instant', 'list']),
  label: Text,
  compartment: CompartmentName,
  /** For `choice`. */
  options: z.array(Name).min(1).optional(),
  /** Kept for each person of that list. */
  per: PersonList.optional(),
  /** A list of persons; naming one suppresses every contact point of that person. */
  persons: PersonList.optional(),
  setters: z.array(RoleCode).min(1).optional(),
  proposers: z.array(RoleCode).min(1).optional(),
  guarded: z.strictObject({ values: z.array(Scalar).min(1), approval: Approval }).optional(),
});

const Option = z.strictObject({ id: Name, title: Text });
const fieldShape = {
  id: Name,
  label: Text,
  type: z.enum(['text', 'number', 'boolean', 'choice', 'instant', 'person']),
  required: z.boolean().optional(),
  compartment: CompartmentName.optional(),
  options: z.array(Option).min(1).optional(),
};
const ItemField = z.strictObject(fieldShape);
const Field = z.strictObject({
  ...fieldShape,
  type: z.enum(['text', 'number', 'boolean', 'choice', 'instant', 'person', 'list']),
  /** For `list`: the fields of each item. */
  items: z.array(ItemField).min(1).optional(),
  /** Filing the form sets this fact; a guarded value becomes a proposal. */
  sets: FactName.optional(),
});

export const Form = z.strictObject({
  title: Text,
  /** Compartment of the fields that name none. */
  compartment: CompartmentName,
  fields: z.array(Field).min(1),
});
