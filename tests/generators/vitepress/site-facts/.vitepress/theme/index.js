import { Content, useData } from 'vitepress'
import { h } from 'vue'
// What stands in the head of a page comes as the data of it.
const facts = (page) => ({
  title: page.title,
  description: page.frontmatter.description,
  tags: page.frontmatter.tags,
  authors: page.frontmatter.author ? [page.frontmatter.author] : [],
  image: page.frontmatter.image,
})
export default {
  enhanceApp({ app }) {
    app.component('Badge', { props: ['text'], setup: (props) => () => h('span', props.text) })
  },
  Layout: {
    setup() {
      const { page } = useData()
      return () => h('main', { 'data-source': page.value.filePath }, [
        h('meta', { name: 'sou-facts', content: JSON.stringify(facts(page.value)) }),
        h(Content),
      ])
    },
  },
}
