// @neo4j/graphql on Apollo Server, over PurSight's graph as it lies there. NODE_ENV=production comes from who starts it.
import { createHash, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { Neo4jGraphQL } from '@neo4j/graphql'
import { GraphQLError } from 'graphql'
import neo4j from 'neo4j-driver'

const { NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD, TOKEN_FILE, PORT } = process.env
const digest = text => createHash('sha256').update(text).digest()
const expected = digest(`Bearer ${readFileSync(TOKEN_FILE, 'utf8').trim()}`)

const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USER, NEO4J_PASSWORD), { maxConnectionPoolSize: 64, disableLosslessIntegers: true })
const typeDefs = readFileSync(new URL('types.graphql', import.meta.url), 'utf8')
const features = { filters: { String: { GT: true } } } // so that a list can be read in the order of its index
const schema = await new Neo4jGraphQL({ typeDefs, driver, features }).getSchema()
const server = new ApolloServer({ schema, introspection: false, includeStacktraceInErrorResponses: false })

await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: Number(PORT) },
  context: async ({ req }) => {
    if (!timingSafeEqual(digest(req.headers.authorization ?? ''), expected)) {
      throw new GraphQLError('Who are you?', { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } })
    }
    return {}
  }
})
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0))
