/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dsx;

import io.nameplate.collectors.dsx.BmsTopic.BmsPoint;
import java.util.List;
import java.util.Locale;

/** The names that points get where the device file gives them none. */
final class BmsNames {

    private static final int LONGEST = 128;

    private BmsNames() {}

    /**
     * From LiquidTemperature, [Secondary, Supply] to liquid_temperature_secondary_supply; the phase and 'setpoint' come
     * last.
     */
    static String point(BmsPoint point, BmsMetadata metadata) {
        StringBuilder name = new StringBuilder(words(point.pointType()));
        List<String> areas = metadata.list("processArea");
        for (String area : areas.subList(0, Math.min(8, areas.size()))) {
            name.append('_').append(words(area));
        }
        metadata.word("phase").ifPresent(phase -> name.append('_').append(words(phase)));
        if (metadata.word("isSetpoint").filter("true"::equals).isPresent()) {
            name.append("_setpoint");
        }
        return name.substring(0, Math.min(LONGEST, name.length()));
    }

    private static String words(String text) {
        return text.strip()
                .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replaceAll("[^A-Za-z0-9]+", "_")
                .toLowerCase(Locale.ROOT);
    }
}
