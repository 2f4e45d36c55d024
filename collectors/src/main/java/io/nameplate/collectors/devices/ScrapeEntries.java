/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.access.credentials.PemFiles;
import io.nameplate.collectors.scrape.Credentials;
import io.nameplate.collectors.scrape.Credentials.Login;
import io.nameplate.collectors.scrape.PortList;
import io.nameplate.collectors.scrape.PortList.Wired;
import io.nameplate.collectors.scrape.ScrapeSource;
import io.nameplate.collectors.scrape.ScrapeSource.Kind;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Tree;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the entries of {@code scrape}: what is fetched over HTTP. */
final class ScrapeEntries {

    private static final int LEAST_BYTES = 1 << 10;
    private static final int MOST_BYTES = 16 << 20;
    private static final int STANDARD_BYTES = 4 << 20;
    private static final int RESOURCE_BYTES = 256 << 10;
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration WITNESS_PERIOD = Duration.ofSeconds(15);
    private static final String NODE = "{node}";

    private final Surroundings surroundings;
    private final CredentialEntries credentials;

    ScrapeEntries(Surroundings surroundings) {
        this.surroundings = surroundings;
        credentials = new CredentialEntries(surroundings);
    }

    /** One source. */
    ScrapeSource read(Fields fields) {
        String name = fields.text("name");
        surroundings.unique(fields, "name", name);
        Kind kind = fields.oneOf("format", Kind.class);
        Optional<String> url = template(fields, "url", kind.isOfNodes());
        Optional<String> boot = template(fields, "boot", kind == Kind.DCGM);
        Set<String> blocks = Set.copyOf(fields.values("blocks", text -> text));
        blocks.forEach(block -> surroundings.block(fields, "blocks", block));
        Map<String, URI> targets = targets(fields, kind);
        if (!kind.isOfNodes() && fields.has("blocks")) {
            fields.problem("blocks", "'blocks' is for targets that are nodes; name these in 'targets'");
        }
        if (kind == Kind.DCGM && fields.has("period")) {
            fields.problem(
                    "period",
                    "nodes are asked once in the period of their block's source in the registry; leave it out");
        }
        Duration period = Surroundings.positive(fields, "period", kind.isWitness() ? WITNESS_PERIOD : PERIOD);
        if (url.isEmpty() && targets.isEmpty()) {
            fields.problem(kind.isOfNodes() ? "url" : "targets", "source '" + name + "' needs " + needs(kind));
        }
        ScrapeSource source = new ScrapeSource(
                name,
                kind,
                url,
                blocks,
                targets,
                boot,
                period,
                Surroundings.positive(fields, "timeout", Duration.ofSeconds(5)),
                (int) fields.integer(
                        "max_bytes", LEAST_BYTES, MOST_BYTES, kind == Kind.REDFISH ? RESOURCE_BYTES : STANDARD_BYTES),
                Surroundings.positive(fields, "frozen_after", Duration.ofMinutes(5)),
                credentials(fields),
                ports(fields, kind, targets.keySet()));
        if (source.credentials().login().isPresent()
                || source.credentials().token().isPresent()) {
            secretsInTheOpen(fields, source);
        }
        fields.end();
        return source;
    }

    private static String needs(Kind kind) {
        return switch (kind) {
            case DCGM -> "'url' (such as http://{node}:9400/metrics) or 'targets'";
            case VLLM -> "'targets': the url of each endpoint by its asset's id";
            case REDFISH -> "'url' (such as https://{node}-bmc/redfish/v1/Systems/1) or 'targets'";
            case SNMP_IF ->
                "'targets': the url of each switch's text, such as"
                        + " http://127.0.0.1:9116/snmp?module=if_mib&target=10.0.3.1";
        };
    }

    /** A controller's password opens a machine; nobody on the way may read it. */
    private static void secretsInTheOpen(Fields fields, ScrapeSource source) {
        boolean open = source.kind() == Kind.REDFISH
                && (source.url().filter(url -> url.startsWith("http:")).isPresent()
                        || source.targets().values().stream()
                                .anyMatch(uri -> "http".equals(uri.getScheme()) && !isHere(uri)));
        if (open) {
            fields.problem(
                    fields.has("token_file") ? "token_file" : "user",
                    "source '" + source.name() + "' would show a secret to everybody on the way: use https://");
        }
    }

    private static boolean isHere(URI uri) {
        return List.of("127.0.0.1", "localhost", "[::1]").contains(uri.getHost());
    }

    private PortList ports(Fields fields, Kind kind, Set<String> switches) {
        if (kind != Kind.SNMP_IF) {
            for (String key : List.of("ports", "port_label")) {
                if (fields.has(key)) {
                    fields.problem(key, "'" + key + "' is for format snmp_if");
                }
            }
            return PortList.NONE;
        }
        String label = fields.text("port_label", PortList.NONE.label());
        List<Wired> wired = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Tree tree : fields.list("ports")) {
            Fields entry = Fields.of(tree, fields.problems(), "a port");
            String device = entry.text("switch");
            String port = entry.text("port");
            String node = entry.text("node");
            entry.end();
            if (!device.isEmpty() && !switches.contains(device)) {
                entry.problem(
                        "switch",
                        "'targets' names no switch '" + device + "'"
                                + Surroundings.hint(
                                        device, switches.stream().sorted().toList()));
            }
            if (!seen.add(device + " " + port)) {
                entry.problem("port", "port '" + port + "' of switch '" + device + "' stands twice; keep one");
            }
            surroundings.node(entry, "node", node);
            wired(entry, device, port, node).ifPresent(wired::add);
        }
        if (wired.isEmpty()) {
            fields.problem("ports", "a source of format snmp_if needs 'ports': which node hangs on which port");
        }
        return new PortList(label, wired);
    }

    private static Optional<Wired> wired(Fields entry, String device, String port, String node) {
        try {
            return Optional.of(new Wired(new AssetId(device), port, new NodeId(node)));
        } catch (IllegalArgumentException notAnId) {
            entry.problem("node", String.valueOf(notAnId.getMessage()));
            return Optional.empty();
        }
    }

    private static Optional<String> template(Fields fields, String key, boolean ofNodes) {
        if (!fields.has(key)) {
            return Optional.empty();
        }
        String text = fields.text(key);
        if (!ofNodes) {
            fields.problem(
                    key,
                    key.equals("boot")
                            ? "'boot' is for format dcgm"
                            : "'" + key + "' is for targets that are nodes; give the url of each one in 'targets'");
            return Optional.empty();
        }
        if (!text.contains(NODE)) {
            fields.problem(
                    key, "'" + key + "' must hold {node}, for which each node's id is put; found '" + text + "'");
            return Optional.empty();
        }
        return address(fields, key, text.replace(NODE, "node")).map(good -> text);
    }

    private static Optional<URI> address(Fields fields, String key, String text) {
        try {
            URI uri = URI.create(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException wrong) {
            // the sentence below says what would be right
        }
        fields.problem(
                key,
                "'" + key + "' must be an address such as http://10.0.0.7:9400/metrics, without a user's name;"
                        + " found '" + text + "'");
        return Optional.empty();
    }

    private Map<String, URI> targets(Fields fields, Kind kind) {
        Map<String, URI> found = new LinkedHashMap<>();
        if (fields.has("targets")) {
            Fields targets = fields.fields("targets", "the url of each target by its id");
            for (String id : targets.keys()) {
                switch (kind) {
                    case DCGM, REDFISH -> surroundings.node(targets, id, id);
                    case VLLM -> asset(targets, id);
                    case SNMP_IF -> device(targets, id);
                }
                address(targets, id, targets.text(id)).ifPresent(uri -> found.put(id, uri));
            }
        }
        return found;
    }

    private static void device(Fields targets, String id) {
        try {
            new AssetId(id);
        } catch (IllegalArgumentException notAnId) {
            targets.problem(id, "a switch is named like an asset: " + notAnId.getMessage());
        }
    }

    private void asset(Fields targets, String id) {
        try {
            surroundings.asset(targets, id, new AssetId(id), known -> {});
        } catch (IllegalArgumentException notAnId) {
            targets.problem(id, String.valueOf(notAnId.getMessage()));
        }
    }

    private Credentials credentials(Fields fields) {
        Optional<Path> token = credentials.token(fields);
        Optional<Login> login = credentials.login(fields);
        if (login.isPresent() && token.isPresent()) {
            fields.problem("user", "a source shows a password or a token: keep 'user' or 'token_file'");
        }
        if (!fields.has("tls")) {
            return new Credentials(token, login, PemFiles.NONE, Optional.empty());
        }
        Fields tls = fields.fields("tls", "the files of a secured connection: ca or pinned, certificate, key");
        Optional<Path> pinned = credentials.pinned(tls);
        PemFiles files = credentials.pem(tls, List.of());
        tls.end();
        return new Credentials(token, login, files, pinned);
    }
}
