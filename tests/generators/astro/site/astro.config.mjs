import { defineConfig } from 'astro/config';
// https://astro.build/config
export default defineConfig({ site: 'https://example.org', base: '/手册' });
