/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

/**
 * Places not farther than this from a point.
 *
 * @param field a GEO_POINT field
 * @param center the point
 * @param meters how far, on a sphere
 */
public record GeoDistanceQuery(String field, GeoPoint center, double meters) implements Query {}
