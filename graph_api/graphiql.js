"use strict";
// The token stays in this tab. `#token=…` in the address is how the server's own start message hands it over; a fragment is
// never sent anywhere, and is taken out of the address at once.
const KEY = "pursight.token";
const FIRST_QUERY = `# The graph of your data. Ctrl-Space completes, Ctrl-Enter runs.
{
  sources {
    edges {
      node {
        id
        name
      }
    }
  }
}
`;

const handed = new URLSearchParams(location.hash.slice(1)).get("token");
if (handed) {
  sessionStorage.setItem(KEY, handed);
  history.replaceState(null, "", location.pathname + location.search);
}

const note = (text) => { document.getElementById("token-note").textContent = text; };

const operationOf = (ast, name) => {
  const operations = ast ? ast.definitions.filter((one) => one.kind === "OperationDefinition") : [];
  const chosen = name ? operations.find((one) => one.name && one.name.value === name) : operations[0];
  return chosen ? chosen.operation : "query";
};

const post = async (params, headers, accept) => {
  const token = sessionStorage.getItem(KEY);
  const response = await fetch("/graphql", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
      accept,
    },
    body: JSON.stringify(params),
  });
  note(response.status === 401 ? "This server needs its token: it is in the file `token` of the state directory." : "");
  return response;
};

// Events of a stream (WHATWG server-sent events): blocks between empty lines, comments begin with a colon.
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let rest = ""; ;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const field = (name) => block.split("\n").filter((line) => line.startsWith(`${name}:`))
          .map((line) => line.slice(name.length + 1).trim()).join("\n");
        if (field("event")) yield { event: field("event"), data: field("data") };
      }
    }
  } finally {
    await reader.cancel();
  }
}

async function* subscription(params, headers) {
  const response = await post(params, headers, "text/event-stream");
  if (!response.ok) {
    yield await response.json();
    return;
  }
  for await (const { event, data } of events(response.body)) {
    if (event === "complete") return;
    yield JSON.parse(data);
  }
}

const fetcher = (params, options = {}) =>
  operationOf(options.documentAST, params.operationName) === "subscription"
    ? subscription(params, options.headers)
    : post(params, options.headers, "application/json").then((response) => response.json());

if (typeof GraphiQL === "function") {
  const root = ReactDOM.createRoot(document.getElementById("graphiql"));
  const render = () => root.render(React.createElement(GraphiQL, {
    key: sessionStorage.getItem(KEY) || "",
    fetcher,
    defaultQuery: FIRST_QUERY,
    shouldPersistHeaders: false,
  }));
  document.getElementById("token").addEventListener("submit", (event) => {
    event.preventDefault();
    sessionStorage.setItem(KEY, document.getElementById("token-value").value.trim());
    document.getElementById("token-value").value = "";
    render();
  });
  render();
}
