/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import io.nameplate.model.language.Block;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Node;
import io.nameplate.model.language.Registry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Targets that are asked in the same way.
 *
 * @param url of every node that the collector reads, with {@code {node}} for its id
 * @param blocks only nodes of these; of all where empty
 * @param targets urls by node or asset id; for a node it takes the place of what {@code url} would give
 * @param boot where a node's own exporter says when it booted, with {@code {node}}
 * @param period of assets; nodes have the period that the registry gives their source of record
 * @param timeout for a whole answer
 * @param maxBytes of an answer
 * @param frozenAfter how long a working GPU may show the very same numbers
 */
public record ScrapeSource(
        String name,
        Kind kind,
        Optional<String> url,
        Set<String> blocks,
        Map<String, URI> targets,
        Optional<String> boot,
        Duration period,
        Duration timeout,
        int maxBytes,
        Duration frozenAfter,
        Credentials credentials) {

    /** What the texts say. */
    public enum Kind {
        /** GPUs of a node, as dcgm-exporter shows them. */
        DCGM,
        /** Counters of an inference endpoint. */
        VLLM
    }

    private static final String NODE = "{node}";

    public ScrapeSource {
        blocks = Set.copyOf(blocks);
        targets = Map.copyOf(targets);
    }

    /** The address of a node. */
    public static URI at(String template, String node) {
        return URI.create(template.replace(NODE, node));
    }

    /** All targets, of nodes those that a registry expects of the collector. */
    public List<Target> targets(Registry registry, CollectorId collector) {
        List<Target> found = new ArrayList<>();
        if (kind == Kind.VLLM) {
            new TreeMap<>(targets).forEach((id, uri) -> found.add(new Target(id, uri, Optional.empty(), period)));
            return found;
        }
        for (Block block : registry.blocks().values()) {
            if (block.source().equals(collector)
                    && (blocks.isEmpty() || blocks.contains(block.block().value()))) {
                for (Node node : block.nodes()) {
                    String id = node.node().value();
                    Optional<URI> uri = Optional.ofNullable(targets.get(id)).or(() -> url.map(form -> at(form, id)));
                    uri.ifPresent(there ->
                            found.add(new Target(id, there, boot.map(form -> at(form, id)), block.period())));
                }
            }
        }
        return found;
    }
}
