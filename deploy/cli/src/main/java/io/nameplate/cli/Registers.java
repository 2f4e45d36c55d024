/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.collectors.modbus.Profile;
import io.nameplate.collectors.modbus.ProfileReader;

/** A profile of neighbouring registers of which nothing is known: each with all that it could mean. */
final class Registers {

    private static final String[] ALONE = {"uint16", "int16"};
    private static final String[] PAIRS = {"int32", "float32"};
    private static final int SHOWN = 20;

    private Registers() {}

    /** The profile that {@code --at ADDRESS [--count N] [--function F]} asks for. */
    static Profile profile(Arguments arguments) {
        int address = DeviceOptions.whole("--at", arguments.text("--at").orElse(""), 0, 65_535);
        int function = DeviceOptions.whole(arguments, "--function", 3, 1, 4);
        int most = Math.min(function < 3 ? 2_000 : 125, 65_536 - address);
        int count = DeviceOptions.whole(arguments, "--count", Math.min(SHOWN, most), 1, most);
        StringBuilder text =
                new StringBuilder("profile: registers\nsource: the call\nfunction: " + function + "\npoints:\n");
        for (int at = address; at < address + count; at++) {
            if (function < 3) {
                text.append("  - {point: \"%d\", address: %d}%n".formatted(at, at));
            } else {
                append(text, at, ALONE);
                if (at + 1 < address + count) {
                    append(text, at, PAIRS);
                }
            }
        }
        return ProfileReader.read("the call", text.toString());
    }

    private static void append(StringBuilder text, int address, String[] types) {
        for (String type : types) {
            text.append("  - {point: \"%d %s\", address: %d, type: %s, unit: none}%n"
                    .formatted(address, type, address, type));
        }
    }
}
