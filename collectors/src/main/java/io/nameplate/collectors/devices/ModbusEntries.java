/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.collectors.modbus.Address;
import io.nameplate.collectors.modbus.ModbusDevice;
import io.nameplate.collectors.modbus.Pace;
import io.nameplate.collectors.modbus.Paces;
import io.nameplate.collectors.modbus.Profile;
import io.nameplate.collectors.modbus.TlsFiles;
import io.nameplate.collectors.modbus.Transport;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.document.DocumentException;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problems;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the entries of {@code devices}: what is polled over Modbus. */
final class ModbusEntries {

    /** The most registers that any device gives in one answer. */
    private static final int PROTOCOL_WORDS = 125;

    private final Profiles profiles;
    private final Surroundings surroundings;
    private final CredentialEntries credentials;
    private final Problems problems;

    ModbusEntries(Profiles profiles, Surroundings surroundings, Problems problems) {
        this.profiles = profiles;
        this.surroundings = surroundings;
        credentials = new CredentialEntries(surroundings);
        this.problems = problems;
    }

    /** One device; empty where its profile cannot be used. */
    Optional<ModbusDevice> read(Fields fields) {
        AssetId id = fields.id("device", AssetId::new);
        Optional<Profile> profile = profile(fields);
        Optional<Address> address = address(fields);
        int unit = (int) fields.integer("unit", 0, 255, 255);
        int base = (int) fields.integer("base", 0, 65_535, 0);
        Duration poll = Surroundings.positive(fields, "poll", Duration.ofSeconds(10));
        Duration timeout = Surroundings.positive(fields, "timeout", Duration.ofSeconds(1));
        Pace pace = Paces.read(fields, profile.map(Profile::pace).orElse(Pace.NONE));
        int most = profile.map(Profile::maxWords).orElse(PROTOCOL_WORDS);
        int words = (int) fields.integer("max_words", 1, most, most);
        profile.ifPresent(kind -> fit(fields, kind, words));
        fields.end();
        profile.ifPresent(kind -> address.ifPresent(found -> once(fields, kind, found, unit, base)));
        surroundings.unique(fields, "device", id.value());
        surroundings.asset(fields, "device", id, asset -> profile.ifPresent(found -> points(fields, asset, found)));
        profile.filter(found -> found.lastAddress() + base > 65_535)
                .ifPresent(found -> fields.problem(
                        "base",
                        "from " + base + " on profile '" + found.name() + "' reaches beyond the last register"));
        return profile.flatMap(found -> address.map(
                where -> new ModbusDevice(id, found.movedBy(base).giving(words).at(pace), where, unit, poll, timeout)));
    }

    private static void fit(Fields fields, Profile profile, int words) {
        profile.wider(words).stream()
                .findFirst()
                .ifPresent(point -> fields.problem(
                        "max_words",
                        "reading point '" + point.name() + "' of profile '" + profile.name()
                                + "' takes more registers in one answer than " + words));
    }

    private Optional<Address> address(Fields fields) {
        Transport transport = fields.oneOf("transport", Transport.class, Transport.TCP);
        String host = fields.text("host");
        int port = (int) fields.integer("port", 1, 65_535, transport.port());
        if (transport != Transport.TLS) {
            if (fields.has("tls")) {
                fields.problem("tls", "'tls' needs 'transport: tls'");
            }
            return Optional.of(new Address(transport, host, port, null));
        }
        Fields files = fields.fields("tls", "the files of a secured connection: certificate, key, ca");
        TlsFiles tls = new TlsFiles(
                credentials.pem(files, List.of("certificate", "key", "ca")),
                files.has("name") ? files.text("name") : null);
        files.end();
        return Optional.of(new Address(transport, host, port, tls));
    }

    /** A map of a unit is read once; who wants it for two assets has a mistake in an address. */
    private void once(Fields fields, Profile profile, Address address, int unit, int base) {
        surroundings.unique(
                fields,
                "unit",
                profile.name() + " of unit " + unit + " at " + address + (base == 0 ? "" : ", base " + base));
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
