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
 * @param period of assets and witnesses; nodes have the period that the registry gives their source of record
 * @param timeout for a whole answer
 * @param maxBytes of an answer
 * @param frozenAfter how long a working GPU may show the very same numbers
 * @param ports of switches
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
        Credentials credentials,
        PortList ports) {

    /** What the texts say. */
    public enum Kind {
        /** GPUs of a node, as dcgm-exporter shows them. */
        DCGM,
        /** Counters of an inference endpoint. */
        VLLM,
        /** The power state of a node, as its management controller says it. */
        REDFISH,
        /** The ports of a switch, as snmp_exporter shows them. */
        SNMP_IF;

        /** Whether targets are nodes; else they are assets, or switches. */
        public boolean isOfNodes() {
            return this == DCGM || this == REDFISH;
        }

        /** Whether targets say something of nodes that are not theirs to measure: with a period of its own. */
        public boolean isWitness() {
            return this == REDFISH || this == SNMP_IF;
        }

        /** How targets want to be asked. */
        public Manner manner() {
            return this == REDFISH ? Manner.REDFISH : Manner.METRICS;
        }
    }

    /** A witness's word holds for so many of its periods. */
    private static final int PERIODS_HELD = 3;

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
        if (!kind.isOfNodes()) {
            return named();
        }
        for (Block block : registry.blocks().values()) {
            if (block.source().equals(collector)
                    && (blocks.isEmpty() || blocks.contains(block.block().value()))) {
                for (Node node : block.nodes()) {
                    String id = node.node().value();
                    Optional<URI> uri = Optional.ofNullable(targets.get(id)).or(() -> url.map(form -> at(form, id)));
                    uri.ifPresent(there -> found.add(new Target(
                            id, there, boot.map(form -> at(form, id)), kind.isWitness() ? period : block.period())));
                }
            }
        }
        return found;
    }

    /** The targets that are named one by one, whatever a registry says. */
    public List<Target> named() {
        List<Target> found = new ArrayList<>();
        new TreeMap<>(targets)
                .forEach((id, uri) -> found.add(new Target(id, uri, boot.map(form -> at(form, id)), period)));
        return found;
    }

    /** How long what a witness says holds. */
    public Duration hold() {
        return period.multipliedBy(PERIODS_HELD);
    }
}
