export default {
  title: '站点的名字',
  url: 'https://example.org',
  future: {experimental_vcs: 'hardcoded'},
  baseUrl: '/手册/',
  trailingSlash: false,
  onBrokenLinks: 'ignore',
  i18n: {defaultLocale: 'zh-Hans', locales: ['zh-Hans']},
  presets: [
    ['classic', {
      docs: {routeBasePath: '/', editUrl: 'https://source.invalid/', showLastUpdateTime: true},
      blog: {showLastUpdateTime: true, editUrl: 'https://source.invalid/', onUntruncatedBlogPosts: 'ignore', onInlineTags: 'ignore', onInlineAuthors: 'ignore'},
      pages: {editUrl: 'https://source.invalid/'},
    }],
  ],
};
