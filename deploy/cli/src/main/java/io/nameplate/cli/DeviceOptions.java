/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.access.credentials.PemFiles;
import io.nameplate.collectors.devices.Profiles;
import io.nameplate.collectors.modbus.Address;
import io.nameplate.collectors.modbus.Profile;
import io.nameplate.collectors.modbus.TlsFiles;
import io.nameplate.collectors.modbus.Transport;
import io.nameplate.model.language.document.DocumentException;
import io.nameplate.model.language.document.Spelling;
import io.nameplate.model.language.document.Texts;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The options that say where a device is and what it is; the same words as in the device file. */
final class DeviceOptions {

    /** Those that every command takes that talks to a device. */
    static final Set<String> KNOWN =
            Set.of("--transport", "--certificate", "--key", "--ca", "--name", "--timeout", "--profiles", "-o");

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final int MOST_UNIT = 255;

    private DeviceOptions() {}

    /** The words before the first option. */
    static List<String> operands(List<String> words) {
        return words.stream().takeWhile(word -> !word.startsWith("-")).toList();
    }

    /** Where HOST[:PORT] is. */
    static Address address(String text, Arguments arguments) {
        Transport transport = transport(arguments.text("--transport").orElse("tcp"));
        TlsFiles tls = transport == Transport.TLS
                ? new TlsFiles(
                        PemFiles.mutual(
                                arguments.needed("--certificate"), arguments.needed("--key"), arguments.needed("--ca")),
                        arguments.text("--name").orElse(null))
                : null;
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
        String host = hasPort ? text.substring(0, colon) : text;
        return new Address(
                transport,
                host.replaceAll("^\\[|\\]$", ""),
                hasPort ? whole("the port", text.substring(colon + 1), 1, 65_535) : transport.port(),
                tls);
    }

    private static Transport transport(String word) {
        try {
            return Transport.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException none) {
            throw new Arguments.WrongCall("--transport must be one of "
                    + Arrays.stream(Transport.values())
                            .map(each -> each.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "))
                    + ", found '" + word + "'");
        }
    }

    static int whole(String what, String text, int least, int most) {
        if (text.matches("\\d{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new Arguments.WrongCall(
                what + " must be a whole number from " + least + " to " + most + ", found '" + text + "'");
    }

    static int whole(Arguments arguments, String option, int standard, int least, int most) {
        return whole(option, arguments.text(option).orElse(Integer.toString(standard)), least, most);
    }

    static int unit(Arguments arguments) {
        return whole(arguments, "--unit", MOST_UNIT, 0, MOST_UNIT);
    }

    static Duration timeout(Arguments arguments) {
        try {
            Duration timeout = arguments.text("--timeout").map(Texts::duration).orElse(TIMEOUT);
            if (!timeout.isZero()) {
                return timeout;
            }
        } catch (IllegalArgumentException | ArithmeticException noDuration) {
            // said below
        }
        throw new Arguments.WrongCall("--timeout must be a duration with a unit, such as 500ms, found '"
                + arguments.text("--timeout").orElse("") + "'");
    }

    /** The profiles that are shipped and those of the folder {@code --profiles}. */
    static Profiles profiles(Arguments arguments) {
        arguments
                .path("--profiles")
                .filter(folder -> !Files.isDirectory(folder))
                .ifPresent(none -> {
                    throw new Arguments.WrongCall("--profiles: there is no folder " + none);
                });
        return new Profiles(arguments.path("--profiles"));
    }

    /**
     * The profile of a name.
     *
     * @throws DocumentException if it is wrong
     */
    static Profile profile(Profiles profiles, String name) {
        Optional<Profile> profile = profiles.find(name);
        return profile.orElseThrow(() -> new Arguments.WrongCall("there is no profile '" + name + "'"
                + Spelling.nearest(name, profiles.names())
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("; known: " + String.join(", ", profiles.names()))));
    }
}
