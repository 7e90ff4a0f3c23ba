// The peer: the platform's own Express library, and one durable insert per webhook through better-sqlite3.
// PEER_PORT, PEER_DATABASE, PEER_SECRET, PEER_HOME (where its packages are installed).
import { createRequire } from "node:module";

const load = createRequire(`${process.env.PEER_HOME}/package.json`);
const { shopifyApp } = load("@shopify/shopify-app-express");
const { LogSeverity, ApiVersion, DeliveryMethod } = load("@shopify/shopify-api");
const { MemorySessionStorage } = load("@shopify/shopify-app-session-storage-memory");
const Database = load("better-sqlite3");

const store = new Database(process.env.PEER_DATABASE);
store.pragma("journal_mode = WAL");
store.pragma("synchronous = FULL");
store.exec(`CREATE TABLE IF NOT EXISTS inbox_item (
  id INTEGER PRIMARY KEY, delivery_key TEXT NOT NULL UNIQUE, shop TEXT NOT NULL, topic TEXT NOT NULL,
  received_at INTEGER NOT NULL, body TEXT NOT NULL)`);
const insert = store.prepare(`INSERT INTO inbox_item (delivery_key, shop, topic, received_at, body)
  VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);

const versions = Object.values(ApiVersion).filter((version) => /^\d/.test(version));
const shopify = shopifyApp({
  api: {
    apiKey: "bench",
    apiSecretKey: process.env.PEER_SECRET,
    hostName: "localhost",
    scopes: [],
    isEmbeddedApp: true,
    apiVersion: versions.at(-1),
    logger: { level: LogSeverity.Error },
  },
  auth: { path: "/auth", callbackPath: "/auth/callback" },
  webhooks: { path: "/webhooks" },
  sessionStorage: new MemorySessionStorage(),
});

async function keep(topic, shop, body, webhookId) {
  insert.run(webhookId, shop, topic, Date.now(), body);
}

const app = load("express")();
const handler = { deliveryMethod: DeliveryMethod.Http, callbackUrl: "/webhooks", callback: keep };
app.post("/webhooks", shopify.processWebhooks({ webhookHandlers: { ORDERS_CREATE: handler } }));
app.listen(Number(process.env.PEER_PORT), "127.0.0.1");
