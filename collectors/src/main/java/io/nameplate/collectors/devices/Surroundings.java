/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.access.broker.BrokerAddress;
import io.nameplate.collectors.link.MqttClients;
import io.nameplate.collectors.link.MqttVersion;
import io.nameplate.collectors.validate.PointKey;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problem;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Spelling;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What each entry of a device file is checked against: the registry, where it is known, and the entries before it. */
final class Surroundings {

    private final Optional<Registry> registry;
    private final CollectorId collector;
    private final Clock clock;
    private final Problems warnings = new Problems();
    private final Set<String> names = new HashSet<>();
    private Optional<MqttClients> client = Optional.empty();
    private List<String> nodesReadHere = List.of();

    Surroundings(Optional<Registry> registry, CollectorId collector, Clock clock) {
        this.registry = registry;
        this.collector = collector;
        this.clock = clock;
    }

    /** What brokers will be reached with; unless it is said, every one is right. */
    void over(MqttClients given) {
        client = Optional.of(given);
    }

    /** Notes a broker that is no address, or that the client is not used for. */
    void broker(Fields fields, String key, String broker, MqttVersion version) {
        BrokerAddress.problem(broker)
                .map(wrong -> "'" + key + "' " + wrong)
                .or(() ->
                        client.flatMap(known -> version.problem(known, broker)).map(wrong -> "'" + key + "': " + wrong))
                .ifPresent(sentence -> fields.problem(key, sentence));
    }

    /** The time that certificates are compared with. */
    Clock clock() {
        return clock;
    }

    /** Notes what works and is still not right. */
    void warn(Fields fields, String key, String sentence) {
        warnings.add(fields.place(key), sentence);
    }

    List<Problem> warnings() {
        return warnings.all();
    }

    /** Notes a name that stood before under the same key. */
    void unique(Fields fields, String key, String name) {
        if (!names.add(key + " " + name)) {
            fields.problem(key, "'" + name + "' stands twice; keep one");
        }
    }

    /** Notes an asset that is not this collector's to read; what it is, is checked further if it is. */
    void asset(Fields fields, String key, AssetId id, Consumer<Asset> further) {
        registry.ifPresent(known -> {
            Asset asset = known.assets().get(id);
            if (asset == null) {
                fields.problem(key, "the registry knows no asset '" + id + "'" + hint(id.value(), readHere(known)));
            } else if (!asset.collector().equals(collector)) {
                fields.problem(
                        key,
                        "asset '" + id + "' is read by collector '" + asset.collector() + "', not by '" + collector
                                + "'");
            } else {
                further.accept(asset);
            }
        });
    }

    /** An asset of the registry, where that is known. */
    Optional<Asset> known(AssetId id) {
        return registry.map(found -> found.assets().get(id));
    }

    /** A point written as ASSET/POINT; what is wrong with it is noted. */
    Optional<PointKey> point(Fields fields, String key, String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || slash == text.length() - 1) {
            fields.problem(key, "'" + key + "' names points as ASSET/POINT, such as pdu-1/power, found '" + text + "'");
            return Optional.empty();
        }
        try {
            AssetId asset = new AssetId(text.substring(0, slash));
            asset(fields, key, asset, found -> {});
            return Optional.of(new PointKey(asset, text.substring(slash + 1)));
        } catch (IllegalArgumentException notAnId) {
            fields.problem(key, String.valueOf(notAnId.getMessage()));
            return Optional.empty();
        }
    }

    boolean isRegistryKnown() {
        return registry.isPresent();
    }

    /** The nodes that this collector reads, sorted; none where the registry is not known. */
    List<String> nodesReadHere() {
        if (nodesReadHere.isEmpty()) {
            nodesReadHere = registry.stream()
                    .flatMap(known -> known.blocks().values().stream())
                    .filter(block -> block.source().equals(collector))
                    .flatMap(block -> block.nodes().stream())
                    .map(node -> node.node().value())
                    .sorted()
                    .toList();
        }
        return nodesReadHere;
    }

    /** Notes a node that is not this collector's to read. */
    void node(Fields fields, String key, String id) {
        registry.ifPresent(known -> {
            Map<String, Block> blocks = new TreeMap<>();
            known.blocks()
                    .values()
                    .forEach(block ->
                            block.nodes().forEach(node -> blocks.put(node.node().value(), block)));
            Block block = blocks.get(id);
            if (block == null) {
                fields.problem(key, "the registry knows no node '" + id + "'" + hint(id, List.copyOf(blocks.keySet())));
            } else if (!block.source().equals(collector)) {
                fields.problem(
                        key,
                        "node '" + id + "' is read by collector '" + block.source() + "', not by '" + collector + "'");
            }
        });
    }

    /** Notes a block whose nodes are not this collector's to read. */
    void block(Fields fields, String key, String id) {
        registry.ifPresent(known -> {
            List<String> here = known.blocks().values().stream()
                    .filter(block -> block.source().equals(collector))
                    .map(block -> block.block().value())
                    .sorted()
                    .toList();
            if (!here.contains(id)) {
                fields.problem(
                        key, "the registry has no block '" + id + "' that this collector reads" + hint(id, here));
            }
        });
    }

    private List<String> readHere(Registry known) {
        return known.assets().values().stream()
                .filter(asset -> asset.collector().equals(collector))
                .map(asset -> asset.asset().value())
                .sorted()
                .toList();
    }

    /** What the operator probably meant, else what there is, at most ten of it. */
    static String hint(String word, List<String> known) {
        return Spelling.nearest(word, known)
                .map(near -> "; did you mean '" + near + "'?")
                .orElseGet(() -> known.isEmpty()
                        ? "; there is none"
                        : "; known: " + String.join(", ", known.subList(0, Math.min(10, known.size())))
                                + (known.size() > 10 ? " and " + (known.size() - 10) + " more" : ""));
    }

    /** A duration that is longer than nothing. */
    static Duration positive(Fields fields, String key, Duration standard) {
        Duration duration = fields.duration(key, standard);
        if (duration.isZero()) {
            fields.problem(key, "'" + key + "' must be longer than nothing");
            return standard;
        }
        return duration;
    }
}
