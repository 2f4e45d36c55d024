/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import java.io.Serializable;

/**
 * Where InfluxDB answers.
 *
 * @param token never printed
 */
public record InfluxSettings(String url, String token, String org, String bucket) implements Serializable {
    @Override
    public String toString() {
        return "InfluxSettings[" + url + " " + org + "/" + bucket + "]";
    }
}
