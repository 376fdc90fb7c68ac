using VibeSync.Core;

namespace VibeSync.World
{
    /// <summary>An object's matrix into the world, by multiplying those of what it hangs on; Unity's shows shear as well.
    /// https://docs.unity3d.com/2022.3/Documentation/ScriptReference/Transform-localToWorldMatrix.html</summary>
    public static class LocalToWorld
    {
        const int Axes = 3;
        const int Columns = 4;

        public static WorldPlace Of(GameObject item)
        {
            double[,] matrix = Local(item);
            for (GameObject each = item.Parent; each != null; each = each.Parent)
                matrix = Product(Local(each), matrix);
            return new WorldPlace(Column(matrix, 0), Column(matrix, 1), Column(matrix, 2), Column(matrix, Axes));
        }

        /// <summary>Three rows of four; the fourth row is 0 0 0 1.</summary>
        static double[,] Local(GameObject item)
        {
            double x = item.Rotation.X, y = item.Rotation.Y, z = item.Rotation.Z, w = item.Rotation.W;
            Vector3 size = item.Scale;
            Vector3 place = item.Position;
            return new[,]
            {
                { (1 - 2 * (y * y + z * z)) * size.X, 2 * (x * y - w * z) * size.Y, 2 * (x * z + w * y) * size.Z, place.X },
                { 2 * (x * y + w * z) * size.X, (1 - 2 * (x * x + z * z)) * size.Y, 2 * (y * z - w * x) * size.Z, place.Y },
                { 2 * (x * z - w * y) * size.X, 2 * (y * z + w * x) * size.Y, (1 - 2 * (x * x + y * y)) * size.Z, place.Z },
            };
        }

        static double[,] Product(double[,] a, double[,] b)
        {
            var product = new double[Axes, Columns];
            for (int row = 0; row < Axes; row += 1)
                for (int column = 0; column < Columns; column += 1)
                {
                    product[row, column] = column == Axes ? a[row, Axes] : 0.0;
                    for (int k = 0; k < Axes; k += 1)
                        product[row, column] += a[row, k] * b[k, column];
                }
            return product;
        }

        static Vector3 Column(double[,] matrix, int index)
        {
            return new Vector3((float)matrix[0, index], (float)matrix[1, index], (float)matrix[2, index]);
        }
    }
}
