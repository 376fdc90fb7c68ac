/** Tables of fields out of the schemas themselves, so that the reference cannot say anything that is not checked. */
import { z } from 'zod';
import {
  facetSchema,
  facetStateSchema,
  idSchema,
  lensSchema,
  operationSchema,
  propertyValueSchema,
  receiptSchema,
  sceneObjectSchema,
  transformSchema,
  visibilitySchema,
} from '#app/protocol/index.ts';

/** Types that several messages share, in the order in which the reference explains them. */
export const SHARED_TYPES: readonly {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly meaning: string;
}[] = [
  { name: 'Id', schema: idSchema, meaning: 'A lower-case UUID: an object, a scene, a session, an edit.' },
  {
    name: 'Transform',
    schema: transformSchema,
    meaning:
      'Local to the parent: translation in metres, rotation as a unit quaternion x y z w, scale. Every number is rounded to the nearest 32-bit float.',
  },
  {
    name: 'Visibility',
    schema: visibilitySchema,
    meaning: 'What was authored for everyone, never what one artist hides for themselves.',
  },
  {
    name: 'Lens',
    schema: lensSchema,
    meaning:
      'How much an eye sees from bottom to top, whatever the shape of its window: an angle, 0.001 to 3.1 radians, or without perspective a height, up to 10⁹ metres.',
  },
  {
    name: 'PropertyValue',
    schema: propertyValueSchema,
    meaning: 'A custom property. Numbers are 32-bit floats.',
  },
  { name: 'SceneObject', schema: sceneObjectSchema, meaning: 'One object with everything about it.' },
  {
    name: 'Operation',
    schema: operationSchema,
    meaning:
      'One change. A list of them is applied in order, all or nothing. `descendants` are exactly those that the object has at that point; `reparent` leaves the transform’s numbers as they are.',
  },
  {
    name: 'Facet',
    schema: facetSchema,
    meaning:
      'What one operation can change of an object without touching the rest. A property’s facet is `property:` and its key.',
  },
  {
    name: 'FacetState',
    schema: facetStateSchema,
    meaning: 'One facet of one object with its value. A `null` value is "there is none".',
  },
  {
    name: 'Receipt',
    schema: receiptSchema,
    meaning: 'Proof of a confirmation. Keep the last one as it came and show it in the next `hello`.',
  },
];

/** The part of JSON Schema that these schemas come out as. */
interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly items?: JsonSchema | boolean;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly description?: string;
}

/** The JSON Schema of a message or shared type; the shared types within it are references by name. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    override({ zodSchema, jsonSchema, path }) {
      if (path.length === 0) return;
      const shared = SHARED_TYPES.find((each) => isFrom(zodSchema, each.schema));
      if (shared === undefined) return;
      const { description } = jsonSchema;
      for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
      jsonSchema.$ref = `#/$defs/${shared.name}`;
      if (description !== undefined) jsonSchema.description = description;
    },
  }) as JsonSchema;
}

/** The schema itself, or a copy of it with a description of its own. */
function isFrom(schema: z.core.$ZodType, origin: z.ZodType): boolean {
  for (let each: z.core.$ZodType | undefined = schema; each !== undefined; each = each._zod.parent) {
    if (each === origin) return true;
  }
  return false;
}

/** A table of every field, nested ones by their path. Empty when there is none but `type`. */
export function fieldTable(schema: z.ZodType): string {
  const rows = rowsOf(jsonSchemaOf(schema), '').filter(([path]) => path !== 'type');
  if (rows.length === 0) return 'No fields but `type`.\n';
  const lines = rows.map(([path, type, meaning]) => `| \`${path}\` | ${type} | ${meaning} |`);
  return `| Field | Type and limits | Meaning |\n| --- | --- | --- |\n${lines.join('\n')}\n`;
}

/** A shared type: its fields, its forms, or the one line that it is. */
export function describeShared(schema: z.ZodType): string {
  const json = jsonSchemaOf(schema);
  const forms = formsOf(json);
  if (forms.length > 1) return `One of:\n\n${forms.map((form) => `- ${formOf(form)}`).join('\n')}\n`;
  return json.properties === undefined ? `${typeOf(json)}\n` : fieldTable(schema);
}

/** A choice between choices is one choice; what is no choice is its only form. */
function formsOf(schema: JsonSchema): readonly JsonSchema[] {
  const forms = schema.anyOf ?? schema.oneOf;
  return forms === undefined ? [schema] : forms.flatMap(formsOf);
}

function formOf(form: JsonSchema): string {
  if (form.properties === undefined) return typeOf(form);
  const fields = Object.entries(form.properties).map(([name, field]) => `\`${name}\`: ${typeOf(field)}`);
  return `{ ${fields.join(', ')} }`;
}

type Row = readonly [path: string, type: string, meaning: string];

function rowsOf(schema: JsonSchema, prefix: string): Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const inner = orNull(field).schema;
    const items = typeof inner.items === 'object' ? inner.items : undefined;
    const nested =
      inner.properties === undefined
        ? items?.properties === undefined
          ? []
          : rowsOf(items, `${path}[].`)
        : rowsOf(inner, `${path}.`);
    const meaning = field.description ?? inner.description ?? '';
    const optional = schema.required?.includes(name) === true ? '' : '*optional*: ';
    return [[path, `${optional}${typeOf(field)}`, meaning] as const, ...nested];
  });
}

function orNull(schema: JsonSchema): { readonly schema: JsonSchema; readonly nullable: boolean } {
  const [first, second, ...more] = schema.anyOf ?? [];
  if (first !== undefined && second?.type === 'null' && more.length === 0)
    return { schema: first, nullable: true };
  return { schema, nullable: false };
}

function typeOf(schema: JsonSchema): string {
  const { schema: inner, nullable } = orNull(schema);
  const name = plainTypeOf(inner);
  return nullable ? `${name}, or \`null\`` : name;
}

function plainTypeOf(schema: JsonSchema): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice('#/$defs/'.length);
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined)
    return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(' or ');
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms !== undefined) return forms.map(typeOf).join(' or ');
  switch (schema.type) {
    case 'string':
      return textOf(schema);
    case 'integer':
      return integerOf(schema);
    case 'array':
      return listOf(schema);
    case 'object':
      return objectOf(schema);
    case 'boolean':
      return '`true` or `false`';
    default:
      return schema.type ?? 'anything';
  }
}

function textOf({ pattern, maxLength, minLength }: JsonSchema): string {
  if (pattern !== undefined) return `text matching \`${pattern.replaceAll('|', '\\|')}\``;
  const least = minLength === undefined ? '' : ` of at least ${minLength},`;
  return maxLength === undefined ? 'text' : `text,${least} at most ${maxLength} UTF-16 units`;
}

function integerOf({
  minimum = Number.MIN_SAFE_INTEGER,
  maximum = Number.MAX_SAFE_INTEGER,
}: JsonSchema): string {
  const least = minimum <= Number.MIN_SAFE_INTEGER ? '' : ` from ${minimum}`;
  const most = maximum >= Number.MAX_SAFE_INTEGER ? '' : ` up to ${maximum}`;
  return `integer${least}${most}`;
}

function listOf({ prefixItems, items, minItems, maxItems }: JsonSchema): string {
  if (prefixItems !== undefined) return `[ ${prefixItems.map(typeOf).join(', ')} ]`;
  const of =
    typeof items === 'object' ? (items.properties === undefined ? typeOf(items) : 'objects') : 'anything';
  if (minItems !== undefined && maxItems !== undefined) return `list of ${minItems} to ${maxItems}: ${of}`;
  if (minItems !== undefined) return `list of at least ${minItems}: ${of}`;
  return maxItems === undefined ? `list: ${of}` : `list of at most ${maxItems}: ${of}`;
}

function objectOf({ properties, additionalProperties, propertyNames }: JsonSchema): string {
  if (properties !== undefined) return 'object';
  if (typeof additionalProperties !== 'object') return 'object';
  return `object with any keys (${typeOf(propertyNames ?? { type: 'string' })}), each ${typeOf(additionalProperties)}`;
}
