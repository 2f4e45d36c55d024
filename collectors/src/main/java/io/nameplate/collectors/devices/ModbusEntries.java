/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.collectors.modbus.ModbusDevice;
import io.nameplate.collectors.modbus.Profile;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.document.DocumentException;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problems;
import java.time.Duration;
import java.util.Optional;

/** Reads the entries of {@code devices}: what is polled over Modbus. */
final class ModbusEntries {

    private final Profiles profiles;
    private final Surroundings surroundings;
    private final Problems problems;

    ModbusEntries(Profiles profiles, Surroundings surroundings, Problems problems) {
        this.profiles = profiles;
        this.surroundings = surroundings;
        this.problems = problems;
    }

    /** One device; empty where its profile cannot be used. */
    Optional<ModbusDevice> read(Fields fields) {
        AssetId id = fields.id("device", AssetId::new);
        Optional<Profile> profile = profile(fields);
        String host = fields.text("host");
        int port = (int) fields.integer("port", 1, 65_535, 502);
        int unit = (int) fields.integer("unit", 0, 255, 255);
        int base = (int) fields.integer("base", 0, 65_535, 0);
        Duration poll = Surroundings.positive(fields, "poll", Duration.ofSeconds(10));
        Duration timeout = Surroundings.positive(fields, "timeout", Duration.ofSeconds(1));
        fields.end();
        surroundings.unique(fields, "device", id.value());
        surroundings.asset(fields, "device", id, asset -> profile.ifPresent(found -> points(fields, asset, found)));
        profile.filter(found -> found.lastAddress() + base > 65_535)
                .ifPresent(found -> fields.problem(
                        "base",
                        "from " + base + " on profile '" + found.name() + "' reaches beyond the last register"));
        return profile.map(found -> new ModbusDevice(id, found.movedBy(base), host, port, unit, poll, timeout));
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
                                + " nameplate.collector.profiles" + Surroundings.hint(name, profiles.names()));
            }
            return profile;
        } catch (DocumentException broken) {
            broken.problems().forEach(problem -> problems.add(problem.place(), problem.sentence()));
            return Optional.empty();
        }
    }
}
