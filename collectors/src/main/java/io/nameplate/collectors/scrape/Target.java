/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * One text to fetch again and again.
 *
 * @param id of the node or asset that it speaks of
 * @param boot where the node says when it booted, if anywhere
 */
public record Target(String id, URI uri, Optional<URI> boot, Duration period) {}
