/** Runtime schemas of scene values: one definition for the adapter protocol, the agents' door and the control room. */
import { z } from 'zod';
import { KINDS, LIMITS } from '../scene/index.ts';
import type { Facet, FacetState, Operation, SceneObject } from '../scene/index.ts';

const number = z.number();
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
/** Text of at most `max` UTF-16 units without lone surrogates. */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => value.isWellFormed(), 'the text has a lone surrogate');

export const idSchema = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'a lower-case UUID');
export const revisionSchema = count;
export const intentNumberSchema = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

export const vec3Schema = z.tuple([number, number, number]);
export const quatSchema = z.tuple([number, number, number, number]);
export const transformSchema = z.strictObject({
  translation: vec3Schema,
  rotation: quatSchema,
  scale: vec3Schema,
});
/** Of an eye; see the reference for which way it looks. */
export const lensSchema = z.union([
  z.strictObject({ vertical_radians: number.min(0.001).max(3.1) }),
  z.strictObject({ height_m: number.min(1e-6).max(1e9) }),
]);
export const visibilitySchema = z.strictObject({ viewport: z.boolean(), render: z.boolean() });
export const nameSchema = text(LIMITS.nameBytes);
export const propertyKeySchema = text(LIMITS.propertyKeyBytes).refine(
  (key) => key !== '__proto__' && key !== 'constructor' && key !== 'prototype',
  'a key that JavaScript reserves',
);
export const propertyValueSchema = z.union([
  z.boolean(),
  number,
  text(LIMITS.propertyTextBytes),
  z.array(number).min(LIMITS.vectorMin).max(LIMITS.vectorMax),
]);
/** The fields of an object, for schemas that let an author leave some out. */
export const sceneObjectShape = {
  id: idSchema,
  kind: z.enum(KINDS),
  name: nameSchema,
  parent: idSchema.nullable(),
  transform: transformSchema,
  visibility: visibilitySchema,
  properties: z.record(propertyKeySchema, propertyValueSchema),
} as const;
export const sceneObjectSchema: z.ZodType<SceneObject> = z.strictObject(sceneObjectShape);

/** Every operation but `create`. */
export const operationsOnObjects = [
  z.strictObject({
    op: z.literal('delete'),
    id: idSchema,
    descendants: z.array(idSchema).max(LIMITS.objects),
  }),
  z.strictObject({ op: z.literal('rename'), id: idSchema, name: nameSchema }),
  z.strictObject({ op: z.literal('reparent'), id: idSchema, parent: idSchema.nullable() }),
  z.strictObject({ op: z.literal('set_transform'), id: idSchema, transform: transformSchema }),
  z.strictObject({ op: z.literal('set_visibility'), id: idSchema, visibility: visibilitySchema }),
  z.strictObject({
    op: z.literal('set_property'),
    id: idSchema,
    key: propertyKeySchema,
    value: propertyValueSchema.nullable(),
  }),
] as const;
export const operationSchema: z.ZodType<Operation> = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('create'), object: sceneObjectSchema }),
  ...operationsOnObjects,
]);

// A template's own match ignores refinements of its parts, so the key is checked once more by itself.
const propertyFacetSchema = z
  .templateLiteral(['property:', z.string()])
  .refine(
    (facet) => propertyKeySchema.safeParse(facet.slice('property:'.length)).success,
    'not a property’s key',
  );
export const facetSchema = z.union([
  z.enum(['existence', 'name', 'parent', 'transform', 'visibility']),
  propertyFacetSchema,
]) satisfies z.ZodType<Facet>;

/** One facet with its value; the value's shape follows the facet. */
export const facetStateSchema: z.ZodType<FacetState> = z.union([
  // By the facet's name at once: votes are made of these, and trying one shape after the other costs twice as much.
  z.discriminatedUnion('facet', [
    z.strictObject({ id: idSchema, facet: z.literal('existence'), value: sceneObjectSchema.nullable() }),
    z.strictObject({ id: idSchema, facet: z.literal('name'), value: nameSchema }),
    z.strictObject({ id: idSchema, facet: z.literal('parent'), value: idSchema.nullable() }),
    z.strictObject({ id: idSchema, facet: z.literal('transform'), value: transformSchema }),
    z.strictObject({ id: idSchema, facet: z.literal('visibility'), value: visibilitySchema }),
  ]),
  z.strictObject({ id: idSchema, facet: propertyFacetSchema, value: propertyValueSchema.nullable() }),
]);
