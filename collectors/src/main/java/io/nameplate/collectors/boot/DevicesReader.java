/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.modbus.ModbusDevice;
import io.nameplate.collectors.modbus.Profile;
import io.nameplate.collectors.mqtt.MqttSource;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.document.DocumentException;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Spelling;
import io.nameplate.model.language.document.Tree;
import io.nameplate.model.language.document.YamlText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a device file and reports everything that is wrong with it and the profiles it names, with file and line. */
final class DevicesReader {

    private final Problems problems = new Problems();
    private final Profiles profiles;
    private final Optional<Registry> registry;
    private final CollectorId collector;
    private final Set<String> names = new HashSet<>();

    /**
     * A reader.
     *
     * @param registry where it is known: every device must be one of its assets and the collector's
     */
    DevicesReader(Profiles profiles, Optional<Registry> registry, CollectorId collector) {
        this.profiles = profiles;
        this.registry = registry;
        this.collector = collector;
    }

    /**
     * Reads a file.
     *
     * @param file the name that problems show
     * @throws DocumentException with every problem found
     */
    Devices read(String file, String text) {
        Fields fields = Fields.of(YamlText.parse(file, text), problems, "a device file");
        List<ModbusDevice> devices = new ArrayList<>();
        for (Tree tree : fields.list("devices")) {
            device(Fields.of(tree, problems, "a device")).ifPresent(devices::add);
        }
        List<MqttSource> sources = new ArrayList<>();
        for (Tree tree : fields.list("mqtt")) {
            sources.add(source(Fields.of(tree, problems, "an MQTT source")));
        }
        fields.end();
        problems.throwIfAny();
        return new Devices(devices, sources);
    }

    private Optional<ModbusDevice> device(Fields fields) {
        AssetId id = fields.id("device", AssetId::new);
        Optional<Profile> profile = profile(fields);
        String host = fields.text("host");
        int port = (int) fields.integer("port", 1, 65_535, 502);
        int unit = (int) fields.integer("unit", 0, 255, 255);
        int base = (int) fields.integer("base", 0, 65_535, 0);
        Duration poll = positive(fields, "poll", Duration.ofSeconds(10));
        Duration timeout = positive(fields, "timeout", Duration.ofSeconds(1));
        fields.end();
        unique(fields, "device", id.value());
        registry.ifPresent(known -> {
            Asset asset = known.assets().get(id);
            if (asset == null) {
                fields.problem(
                        "device", "the registry knows no asset '" + id + "'" + hint(id.value(), readHere(known)));
            } else if (!asset.collector().equals(collector)) {
                fields.problem(
                        "device",
                        "asset '" + id + "' is read by collector '" + asset.collector() + "', not by '" + collector
                                + "'");
            } else {
                profile.ifPresent(found -> points(fields, asset, found));
            }
        });
        profile.filter(found -> found.lastAddress() + base > 65_535)
                .ifPresent(found -> fields.problem(
                        "base",
                        "from " + base + " on profile '" + found.name() + "' reaches beyond the last register"));
        return profile.map(found -> new ModbusDevice(id, found.movedBy(base), host, port, unit, poll, timeout));
    }

    private List<String> readHere(Registry known) {
        return known.assets().values().stream()
                .filter(asset -> asset.collector().equals(collector))
                .map(asset -> asset.asset().value())
                .sorted()
                .toList();
    }

    /** What the operator probably meant, else what there is, at most ten of it. */
    private static String hint(String word, List<String> known) {
        return Spelling.nearest(word, known)
                .map(near -> "; did you mean '" + near + "'?")
                .orElseGet(() -> known.isEmpty()
                        ? "; there is none"
                        : "; known: " + String.join(", ", known.subList(0, Math.min(10, known.size())))
                                + (known.size() > 10 ? " and " + (known.size() - 10) + " more" : ""));
    }

    private static void points(Fields fields, Asset asset, Profile profile) {
        for (Asset.UpRule rule : asset.up()) {
            if (profile.points().stream().noneMatch(point -> point.name().equals(rule.point()))) {
                fields.problem(
                        "profile",
                        "asset '" + asset.asset() + "' is up by point '" + rule.point() + "', which profile '"
                                + profile.name() + "' does not give");
            }
        }
    }

    private Optional<Profile> profile(Fields fields) {
        String name = fields.text("profile");
        try {
            Optional<Profile> profile = profiles.find(name);
            if (profile.isEmpty() && !name.isEmpty()) {
                fields.problem(
                        "profile",
                        "there is no profile '" + name + "', neither shipped nor in the folder of"
                                + " nameplate.collector.profiles" + hint(name, profiles.names()));
            }
            return profile;
        } catch (DocumentException broken) {
            broken.problems().forEach(problem -> problems.add(problem.place(), problem.sentence()));
            return Optional.empty();
        }
    }

    private MqttSource source(Fields fields) {
        String name = fields.text("name");
        String broker = fields.text("broker");
        List<String> topics = fields.values("topics", text -> text);
        String format = fields.text("format");
        fields.end();
        unique(fields, "name", name);
        if (!broker.isEmpty() && !broker.matches("(tcp|ssl|ws|wss)://[^/\\s]+.*")) {
            fields.problem(
                    "broker", "'broker' must be an address such as tcp://127.0.0.1:1883, found '" + broker + "'");
        }
        if (topics.isEmpty()) {
            fields.problem("topics", "source '" + name + "' needs at least one topic");
        }
        if (!format.isEmpty() && !format.equals("influx-line")) {
            fields.problem("format", "'format' must be influx-line, found '" + format + "'");
        }
        return new MqttSource(name, broker, topics);
    }

    private Duration positive(Fields fields, String key, Duration standard) {
        Duration duration = fields.duration(key, standard);
        if (duration.isZero()) {
            fields.problem(key, "'" + key + "' must be longer than nothing");
            return standard;
        }
        return duration;
    }

    private void unique(Fields fields, String key, String name) {
        if (!names.add(key + " " + name)) {
            fields.problem(key, "'" + name + "' stands twice; keep one");
        }
    }
}
