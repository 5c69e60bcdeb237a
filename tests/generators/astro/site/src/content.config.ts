import { glob } from 'astro/loaders';
import { defineCollection, z } from 'astro:content';
const schema = z.object({ title: z.string(), draft: z.boolean().optional() });
const blog = defineCollection({ loader: glob({ base: './src/content/blog', pattern: '**/*.{md,mdx}' }), schema });
const noteCollection = defineCollection({
  loader: glob({ pattern: '**/[^_]*.md', base: `./src/data/notes` }),
  schema: ({ image }) => schema,
});
const authors = defineCollection({ loader: glob({ pattern: '**/*.md', base: 'src/content/authors' }), schema });
export const collections = { blog, notes: noteCollection, authors };
