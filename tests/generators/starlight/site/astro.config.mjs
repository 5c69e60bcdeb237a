import { defineConfig } from 'astro/config'
import starlight from '@astrojs/starlight'

export default defineConfig({
  site: 'https://example.org',
  base: '/手册',
  integrations: [
    starlight({
      title: '示例',
      pagefind: false,
      editLink: { baseUrl: 'https://source.invalid/' },
      defaultLocale: 'root',
      locales: { root: { label: '简体中文', lang: 'zh-CN' }, en: { label: 'English' } },
    }),
  ],
})
