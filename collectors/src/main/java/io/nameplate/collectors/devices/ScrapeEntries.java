/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.collectors.credentials.PemFiles;
import io.nameplate.collectors.scrape.Credentials;
import io.nameplate.collectors.scrape.ScrapeSource;
import io.nameplate.collectors.scrape.ScrapeSource.Kind;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.document.Fields;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
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
        Optional<String> url = template(fields, "url", kind);
        Optional<String> boot = template(fields, "boot", kind);
        Set<String> blocks = Set.copyOf(fields.values("blocks", text -> text));
        blocks.forEach(block -> surroundings.block(fields, "blocks", block));
        Map<String, URI> targets = targets(fields, kind);
        if (kind == Kind.VLLM && fields.has("blocks")) {
            fields.problem("blocks", "'blocks' is for format dcgm; an endpoint is an asset, name it in 'targets'");
        }
        if (kind == Kind.DCGM && fields.has("period")) {
            fields.problem(
                    "period",
                    "nodes are asked once in the period of their block's source in the registry; leave it out");
        }
        Duration period = Surroundings.positive(fields, "period", Duration.ofSeconds(10));
        if (url.isEmpty() && targets.isEmpty()) {
            fields.problem(
                    kind == Kind.DCGM ? "url" : "targets",
                    kind == Kind.DCGM
                            ? "source '" + name + "' needs 'url' (such as http://{node}:9400/metrics) or 'targets'"
                            : "source '" + name + "' needs 'targets': the url of each endpoint by its asset's id");
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
                (int) fields.integer("max_bytes", LEAST_BYTES, MOST_BYTES, STANDARD_BYTES),
                Surroundings.positive(fields, "frozen_after", Duration.ofMinutes(5)),
                credentials(fields));
        fields.end();
        return source;
    }

    private static Optional<String> template(Fields fields, String key, Kind kind) {
        if (!fields.has(key)) {
            return Optional.empty();
        }
        String text = fields.text(key);
        if (kind == Kind.VLLM) {
            fields.problem(key, "'" + key + "' is for format dcgm; give the url of each endpoint in 'targets'");
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
                if (kind == Kind.DCGM) {
                    surroundings.node(targets, id, id);
                } else {
                    asset(targets, id);
                }
                address(targets, id, targets.text(id)).ifPresent(uri -> found.put(id, uri));
            }
        }
        return found;
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
        if (!fields.has("tls")) {
            return new Credentials(token, PemFiles.NONE);
        }
        Fields tls = fields.fields("tls", "the files of a secured connection: ca, certificate, key");
        PemFiles files = credentials.pem(tls, List.of());
        tls.end();
        return new Credentials(token, files);
    }
}
